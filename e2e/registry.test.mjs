// The registry deepened, as a community worker and a street see it: ties, households, locks, what was known, the rules, samples, own kinds.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import {
  choose,
  confirm,
  download,
  eventually,
  figure,
  journeyWith,
  openBrowser,
  PHONE,
  shows,
  signIn,
} from './browser.mjs';
import { codeOf, startDemo } from './server.mjs';

const REASON = '本人到社区当面说明';
const NEW_PHONE = '13900004321';

let demo;
let browser;
let account;
let worker;
let street;
/** Somebody alive in the worker's community with a phone, a home and a dwelling of registration. */
let resident;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  [account] = demo.workers();
  const registry = (await demo.people()).filter((person) => person.deceased === 'false');
  const own = registry.filter((person) => person.community_code === codeOf(account));
  resident = own.find((person) => person.phone && person.home_dwelling_id && person.hukou_dwelling_id);
  assert.ok(resident, 'somebody lives and is registered behind known doors');
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);
const openResident = (page) => page.goto(`/people/${resident.person_id}`);

journey('the list shows who lives and is registered apart, each way by its own 口径', async () => {
  worker = await signIn(browser, demo, account.login);
  await worker.getByTestId('nav-people').click();
  const all = await eventually(async () => {
    const total = await figure(worker.getByTestId('people-total'));
    assert.ok(total > 0);
    return total;
  });
  await worker.getByTestId('people-more').click();
  await choose(worker, 'apart', '户口在这里，人住别处');
  await worker.getByText('户籍口径').waitFor();
  await eventually(async () => {
    const total = await figure(worker.getByTestId('people-total'));
    assert.ok(total > 0 && total !== all, `${total} of ${all}`);
  });
  const away = await worker.locator('[data-test^="people-row-"]').allInnerTexts();
  assert.ok(away.every((line) => !line.includes(account.name)), 'nobody in it lives here');
  await choose(worker, 'apart', '人住这里，户口在别处');
  await worker.getByText('实住口径').waitFor();
  await worker.getByText('人户分离：人住这里，户口在别处').waitFor();
  await worker.reload();
  await worker.getByText('人户分离：人住这里，户口在别处').waitFor();
});

journey('who was not verified for longest comes first', async () => {
  await worker.goto('/people');
  await worker.getByTestId('people-sort-verified').click();
  await worker.waitForURL(/sort=verified/);
  await shows(worker.getByTestId('people-row-0'), /从未上门核实|未核实|\d{4}-\d{2}-\d{2}/);
});

journey('the page of a person says in which way they belong to which dwelling', async () => {
  await openResident(worker);
  const ties = worker.getByTestId('ties');
  await shows(ties, '实住');
  await shows(worker.getByTestId('tie-hukou'), /公安·户籍人口 \d{4}-\d{2}-\d{2}/);
});

journey('the household has its head first and says what each member is to the head', async () => {
  const relative = await worker.evaluate(async () => {
    const ask = async (path, body) => {
      const sent = body
        ? { method: 'POST', body: JSON.stringify(body), headers: { 'x-linli': '1', 'content-type': 'application/json' } }
        : {};
      return (await fetch(`/api${path}`, sent)).json();
    };
    const { rows } = await ask('/people/query', { basis: 'hukou', size: 100 });
    for (const { id } of rows) {
      const { household } = await ask(`/people/${id}`);
      if (household.members.length >= 3) return id;
    }
    return null;
  });
  assert.ok(relative, 'the sample has a household of three');
  await worker.goto(`/people/${relative}`);
  const household = worker.getByTestId('household');
  await shows(household, '户籍口径：公安户籍中户号相同');
  await shows(household, '户编号');
  const relations = await household.getByTestId('household-relation').allInnerTexts();
  assert.equal(relations[0], '户主');
  assert.ok(relations.length >= 3 && relations.slice(1).every((word) => word !== '户主'), relations.join());
});

journey('the page of a household says where it is registered, who belongs to it and which tags it carries', async () => {
  const head = await worker.getByTestId('household').getByRole('listitem').first().locator('a, b').innerText();
  await worker.getByTestId('household-open').click();
  await worker.waitForURL(/\/households\/\d+$/);
  await worker.getByRole('heading', { name: `${head}户`, exact: true }).waitFor();
  await shows(worker.getByTestId('household'), /公安·户籍人口 \d{4}-\d{2}-\d{2}/);
  await shows(worker.getByTestId('household-tags'), '户籍家庭');
  await shows(worker.getByTestId('household-tags'), /依据 \d+ 个来源/);
  await worker.getByTestId('household-dwelling').getByRole('link').click();
  await worker.waitForURL(/\/dwellings\/\d+$/);
});

journey('a dwelling lists its people by relation and says which one a list counts', async () => {
  await openResident(worker);
  await worker.getByTestId(`dwelling-${resident.home_dwelling_id}`).first().click();
  await worker.waitForURL(/\/dwellings\/\d+$/);
  await shows(worker.getByRole('region', { name: '现住' }), '此列按实住');
  await shows(worker.getByRole('region', { name: '户口在这里' }), '此列按户籍');
  await shows(worker.getByTestId('ties-owner'), '此列按产权');
  await shows(worker.getByTestId('ties-tenant'), '此列按承租');
});

journey('a worker locks a phone number with a reason, and lifts the lock again', async () => {
  await openResident(worker);
  await worker.getByTestId('why-phone').click();
  await worker.getByTestId('lock-phone').click();
  const dialog = worker.getByTestId('lock-dialog');
  await dialog.getByTestId('lock-typed').click();
  await worker.getByTestId('lock-text').fill(NEW_PHONE);
  await worker.getByTestId('lock-confirm').click();
  await shows(dialog, '请选择锁定到哪一天');
  const until = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  await worker.getByTestId('lock-until').fill(until);
  await worker.getByTestId('lock-reason').fill(REASON);
  await worker.getByTestId('lock-confirm').click();
  await shows(worker.getByTestId('locks'), REASON);
  await shows(worker.getByTestId('fact-value-phone'), '139****4321');
  await shows(worker.getByTestId('why-phone'), '人工锁定');
  await worker.getByTestId('lift-phone').click();
  await confirm(worker, '马上重新按来源次序取值', '解除');
  await eventually(async () => assert.equal(await worker.getByTestId('locks').count(), 0));
  const masked = `${resident.phone.slice(0, 3)}****${resident.phone.slice(-4)}`;
  await shows(worker.getByTestId('fact-value-phone'), masked);
});

journey('what was known on a past day is asked by day', async () => {
  await worker.getByTestId('known-open').click();
  const drawer = worker.getByTestId('known-drawer');
  const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  await drawer.getByTestId('known-day').fill(yesterday);
  await drawer.getByTestId('known-ask').click();
  await shows(drawer, '那一天系统里还没有关于它的任何记录');
  await worker.keyboard.press('Escape');
});

journey('everybody can read which source wins and why', async () => {
  await worker.getByTestId('nav-ranks').click();
  await worker.getByTestId('ranks-text').fill('联系电话');
  await eventually(async () =>
    assert.equal(await worker.locator('[data-test^="ranks-row-"]').count(), 1),
  );
  const line = worker.getByTestId('ranks-row-0');
  await shows(line, /报表核对更正[\s\S]*社区入户走访[\s\S]*医保·参保/);
  await shows(line, '可当面核对');
  await shows(line, '一年');
  await shows(worker.getByTestId('rules'), '人工锁定');
});

journey('thirty doors are drawn, answered at the door, and give a share with its interval', async () => {
  await worker.getByTestId('nav-samples').click();
  await worker.getByTestId('sample-draw').click();
  await worker.waitForURL(/\/samples\/\d+$/);
  await eventually(async () =>
    assert.equal(await worker.locator('section[data-test^="door-"]').count(), 30),
  );
  await shows(worker.getByTestId('sample-result'), '还没有核实结果');
  await worker.getByTestId('door-0-right').click();
  await shows(worker.getByTestId('sample-result'), /已核实 1 户，其中 1 户登记的内容全对，占\s*100%/);
  await worker.getByTestId('door-1-right').click();
  await shows(worker.getByTestId('sample-result'), '已核实 2 户');
  await worker.getByTestId('verdict-1-home_community-wrong').click();
  await shows(worker.getByTestId('sample-result'), /已核实 2 户，其中 1 户[\s\S]*50%[\s\S]*95% 的把握/);
  await worker.getByTestId('page-back').click();
  await shows(worker.getByTestId('samples-row-0'), '2 / 30 户');
});

journey('a sample can be answered on a phone', async () => {
  const phone = await signIn(browser, demo, account.login, PHONE);
  await phone.goto('/samples');
  await phone.getByTestId('samples-row-0').getByRole('link').click();
  await phone.getByTestId('door-2-right').click();
  await shows(phone.getByTestId('sample-result'), '已核实 3 户');
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
  assert.equal(wide, false, 'nothing sticks out of a phone');
  await phone.context().close();
});

journey('a street makes a kind of object with typed fields', async () => {
  street = await signIn(browser, demo, `jd${codeOf(account).slice(0, 9)}`);
  await street.getByTestId('nav-kinds').click();
  await street.getByTestId('kind-new').click();
  await street.getByTestId('kind-name').fill('路灯');
  await street.getByTestId('field-0-label').fill('编号');
  await street.getByTestId('field-0-required').click();
  await street.getByTestId('field-add').click();
  await street.getByTestId('field-1-label').fill('状况');
  await choose(street, 'field-1-kind', '选项');
  await street.getByTestId('field-1-options').fill('完好、破损');
  await street.getByTestId('kind-save').click();
  await street.waitForURL(/\/kinds\/\d+$/);
  await street.getByRole('heading', { name: '路灯' }).waitFor();
});

journey('a community registers one, imports more, and takes them away as a workbook', async () => {
  await worker.getByTestId('nav-kinds').click();
  await worker.getByTestId('kinds-row-0').getByRole('link').click();
  await worker.getByTestId('item-new').click();
  await worker.getByTestId('item-save').click();
  await shows(worker.getByTestId('item-dialog'), '“编号”必填');
  await worker.getByTestId('item-f1').fill('台-1');
  await choose(worker, 'item-f2', '破损');
  await worker.getByTestId('item-save').click();
  await eventually(async () => assert.equal(await figure(worker.getByTestId('items-total')), 1));
  await shows(worker.getByTestId('items-row-0'), /台-1[\s\S]*破损/);
  await worker.getByTestId('items-import').click();
  await worker
    .getByTestId('items-upload')
    .setInputFiles({ name: '路灯.csv', mimeType: 'text/csv', buffer: Buffer.from('编号,状况\n台-2,完好\n台-3,一般\n') });
  await shows(worker.getByTestId('items-imported'), /导入 1 条，1 行没有导入[\s\S]*第 3 行：“状况”不在选项之中/);
  await eventually(async () => assert.equal(await figure(worker.getByTestId('items-total')), 2));
  const file = await download(worker, () => worker.getByTestId('items-export').click());
  assert.equal(file.name, '路灯.xlsx');
  assert.equal(file.bytes.subarray(0, 2).toString(), 'PK');
});

journey('the street sees what its communities keep', async () => {
  await street.reload();
  await eventually(async () => assert.equal(await figure(street.getByTestId('items-total')), 2));
  await shows(street.getByTestId('items-row-0'), account.name);
});
