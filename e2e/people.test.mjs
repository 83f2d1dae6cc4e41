// Signing in, people, 一人一档, buildings, places, accounts and the audit, as the people who work with them see them.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import {
  choose,
  download,
  eventually,
  figure,
  journeyWith,
  openBrowser,
  openWindow,
  shows,
  signIn,
} from './browser.mjs';
import { startDemo, codeOf } from './server.mjs';
import { readWorkbook } from './workbook.mjs';

const PURPOSE = '上门核实联系方式';
const NEWCOMER = { name: '李小核', login: 'sq-xiaohe', password: 'Linli-2026-ceshi' };

let demo;
let browser;
let registry;
let account;
let worker;
let admin;
/** Somebody alive in the worker's community whose home and phone are known. */
let resident;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  registry = (await demo.people()).filter((person) => person.deceased === 'false');
  [account] = demo.workers();
  resident = lives(codeOf(account)).find((person) => {
    const namesakes = registry.filter((other) => other.name === person.name);
    return person.phone && person.id_number && person.home_dwelling_id && namesakes.length === 1;
  });
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const lives = (code) => registry.filter((person) => person.community_code === code);
const registered = (code) => registry.filter((person) => person.hukou_community_code === code);
const total = (page, wanted) =>
  eventually(async () => assert.equal(await figure(page.getByTestId('people-total')), wanted));

/** How many residents of the worker's community, the dead not among them, carry a tag. */
const carriers = async (tag) => {
  const here = new Set(lives(codeOf(account)).map((person) => person.person_id));
  return (await demo.tags()).filter((each) => each.tag === tag && here.has(each.person_id)).length;
};

const journey = journeyWith(() => browser);

journey('a wrong password is told in a sentence, and nothing opens', async () => {
  const page = await openWindow(browser, demo);
  await page.goto('/signin');
  await page.getByTestId('signin-submit').click();
  await page.getByText('请填写登录名和密码。').waitFor();
  await page.getByTestId('signin-login').fill(account.login);
  await page.getByTestId('signin-password').fill('not-the-password');
  await page.getByTestId('signin-submit').click();
  await shows(page.getByTestId('problem'), /密码/);
  assert.match(page.url(), /\/signin$/);
  await page.context().close();
});

journey('a visitor is sent to the sign-in page and back to where they wanted to go', async () => {
  const page = await openWindow(browser, demo);
  await page.goto('/places');
  await page.waitForURL(/\/signin\?next=/);
  await page.getByTestId('signin-login').fill(account.login);
  await page.getByTestId('signin-password').fill(account.password);
  await page.getByTestId('signin-submit').click();
  await page.waitForURL(/\/places$/);
  await page.getByTestId('places-total').waitFor();
  await page.context().close();
});

journey('the list counts the residents of the worker’s own community, by either 口径', async () => {
  const area = codeOf(account);
  worker = await signIn(browser, demo, account.login);
  await worker.getByTestId('nav-people').click();
  await total(worker, lives(area).length);
  await worker.getByTestId('basis-hukou').click();
  await worker.getByText('户籍口径').waitFor();
  await total(worker, registered(area).length);
  await worker.getByTestId('basis-either').click();
  await total(worker, new Set([...lives(area), ...registered(area)]).size);
  await worker.getByTestId('basis-home').click();
  await total(worker, lives(area).length);
  assert.notEqual(lives(area).length, registered(area).length, 'the two 口径 differ in the sample');
});

journey('filters narrow the list and stand as chips that can be taken away', async () => {
  const all = lives(codeOf(account));
  const women = all.filter((person) => Number(person.age) >= 80 && person.sex_code === '2');
  await worker.getByTestId('people-more').click();
  await choose(worker, 'tags-all', '高龄老人');
  await worker.keyboard.press('Escape');
  await total(worker, all.filter((person) => Number(person.age) >= 80).length);
  await choose(worker, 'sex', '女');
  await total(worker, women.length);
  await eventually(async () => assert.equal(await rows(worker).count(), women.length));
  await worker.reload();
  await total(worker, women.length);
  await worker.getByTestId('people-clear').click();
  await total(worker, all.length);
});

journey('who is listed by a sensitive tag is listed for a purpose', async () => {
  await choose(worker, 'tags-any', '低保对象');
  await worker.getByTestId('purpose-input').fill('入户核对低保家庭');
  await worker.getByTestId('purpose-confirm').click();
  await worker.getByTestId('purpose-dialog').waitFor({ state: 'hidden' });
  await total(worker, await carriers('低保对象'));
  await worker.getByTestId('people-clear').click();
  await total(worker, lives(codeOf(account)).length);
});

journey('the list is exported for a purpose, as it is shown', async () => {
  await worker.getByTestId('people-export').click();
  await worker.getByTestId('purpose-input').fill('入户走访安排');
  const file = await download(worker, () => worker.getByTestId('purpose-confirm').click());
  const { rows: lines } = await readWorkbook(file.bytes);
  assert.equal(lines.length - 1, lives(codeOf(account)).length);
  assert.equal(lines[0][4], '身份证号');
  const numbers = lines.slice(1).map((line) => line[4] ?? '');
  assert.ok(numbers.some((number) => number.includes('*')));
  const plain = new Set(registry.map((person) => person.id_number).filter(Boolean));
  assert.ok(!numbers.some((number) => plain.has(number)), 'no number in full');
});

journey('the people are counted by education and crossed with marital status', async () => {
  await worker.getByTestId('people-group').click();
  await choose(worker, 'group-element', '文化程度');
  await choose(worker, 'group-cross', '再按婚姻状况');
  const all = worker.getByTestId('cross-total').locator('td').last();
  await eventually(async () => assert.equal(await figure(all), lives(codeOf(account)).length));
  const file = await download(worker, () => worker.getByTestId('cross-export').click());
  const { rows: lines } = await readWorkbook(file.bytes);
  assert.equal(lines[0][0], '文化程度＼婚姻状况');
  assert.equal(Number(lines.at(-1).at(-1)), lives(codeOf(account)).length);
  await worker.keyboard.press('Escape');
});

journey('somebody about to be registered is found though the number has a slip, and opened', async () => {
  await worker.getByTestId('people-alike').click();
  const dialog = worker.getByTestId('alike-dialog');
  const find = dialog.getByTestId('alike-find');
  await dialog.getByTestId('alike-name').fill(resident.name);
  assert.ok(await find.isDisabled(), 'a name alone is shared by many');
  const digit = (Number(resident.id_number[15]) + 1) % 10;
  const slipped = resident.id_number.slice(0, 15) + digit + resident.id_number.slice(16);
  await dialog.getByTestId('alike-number').fill(slipped);
  await find.click();
  await shows(dialog.getByTestId('alike-note'), /至少有一位填错/);
  const first = dialog.getByTestId('alike-person-0');
  await shows(first, resident.name);
  await shows(first, /同一人/);
  await dialog.getByTestId('alike-why-0').click();
  await shows(first.getByTestId('comparisons'), /身份号码只差一处/);
  assert.ok(!(await first.innerText()).includes(resident.id_number), 'the number is masked');
  await dialog.getByTestId('alike-open-0').click();
  await worker.getByRole('heading', { name: resident.name }).waitFor();
  await worker.goBack();
});

journey('who is registered nowhere is not found, and somebody elsewhere is not named', async () => {
  await worker.getByTestId('people-alike').click();
  const dialog = worker.getByTestId('alike-dialog');
  await dialog.getByTestId('alike-name').fill('令狐霁月');
  await dialog.getByTestId('alike-birth').fill('1946-05-12');
  await dialog.getByTestId('alike-find').click();
  await shows(dialog.getByTestId('empty'), /没有找到/);
  const area = codeOf(account);
  const stranger = registry.find(
    (person) =>
      person.id_number &&
      person.community_code &&
      person.community_code !== area &&
      person.hukou_community_code !== area,
  );
  await dialog.getByTestId('alike-name').fill('');
  await dialog.getByTestId('alike-birth').fill('');
  await dialog.getByTestId('alike-number').fill(stranger.id_number);
  await dialog.getByTestId('alike-find').click();
  await shows(dialog.getByTestId('alike-note'), /您的辖区以外有1人很可能是同一人/);
  assert.ok(!(await dialog.innerText()).includes(stranger.name), 'nobody elsewhere is named');
  await worker.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

journey('a person is found by name, and what is protected is masked', async () => {
  await worker.getByTestId('people-text').fill(resident.name);
  await worker.getByTestId('people-find').click();
  await total(worker, 1);
  const line = worker.getByTestId('people-row-0');
  await shows(line, masked(resident.phone));
  const text = await line.innerText();
  assert.ok(!text.includes(resident.id_number), 'the identity number is not on the list');
  assert.ok(!text.includes(resident.phone), 'the phone is not on the list');
  assert.ok(
    !worker.url().includes(encodeURIComponent(resident.name)),
    'the name searched for is not in the address',
  );
});

journey('一人一档 says of every value where it is from and how old it is', async () => {
  await worker.getByTestId('people-row-0').getByRole('link', { name: resident.name }).click();
  await worker.getByRole('heading', { name: resident.name }).waitFor();
  for (const element of ['name', 'id_number', 'birth_date', 'phone']) {
    await shows(worker.getByTestId(`fact-source-${element}`), /\S{2,}/);
    await shows(worker.getByTestId(`why-${element}`), /\d{4}-\d{2}-\d{2}/);
  }
  await shows(worker.getByTestId('fact-value-phone'), masked(resident.phone));
  await worker.getByTestId('why-name').click();
  await worker.getByText('为什么“姓名”是这个值').waitFor();
  await worker.keyboard.press('Escape');
  const page = await worker.locator('main').innerText();
  assert.ok(!page.includes(resident.id_number), 'the identity number is masked on the page');
});

journey('seeing a value in full asks for a purpose', async () => {
  await worker.getByTestId('fact-value-phone-reveal').click();
  await worker.getByTestId('purpose-input').fill('看看');
  await worker.getByTestId('purpose-confirm').click();
  await worker.getByText('用途至少写 4 个字').waitFor();
  await shows(worker.getByTestId('fact-value-phone'), masked(resident.phone));
  await worker.getByTestId('purpose-input').fill(PURPOSE);
  await worker.getByTestId('purpose-confirm').click();
  await shows(worker.getByTestId('fact-value-phone'), resident.phone);
});

journey('nobody of another community can be opened', async () => {
  const stranger = registry.find(
    (person) => person.community_code !== codeOf(account) && person.hukou_community_code !== codeOf(account),
  );
  await worker.goto(`/people/${stranger.person_id}`);
  await shows(worker.getByTestId('problem'), /[一-龥]{4,}/);
  assert.ok(!(await worker.locator('main').innerText()).includes(stranger.name));
});

journey('a door in the building view says who lives behind it', async () => {
  const home = resident.home_dwelling_id;
  const household = registry.filter((person) => person.home_dwelling_id === home);
  await worker.getByTestId('nav-dwellings').click();
  await openDoor(home);
  await shows(worker.getByTestId(`room-${home}`), `${household.length} 人`);
  await worker.getByTestId(`room-${home}`).click();
  const drawer = worker.getByTestId('room-drawer');
  await shows(drawer, `现住 ${household.length} 人`);
  for (const person of household) await shows(drawer, person.name);
  await drawer.getByRole('link', { name: resident.name }).first().click();
  await worker.waitForURL(new RegExp(`/people/${resident.person_id}$`));
});

journey('the door’s own page lists its occupants and every fact with its source', async () => {
  await worker.getByTestId(`dwelling-${resident.home_dwelling_id}`).first().click();
  await worker.waitForURL(/\/dwellings\/\d+$/);
  await shows(worker.getByRole('region', { name: '现住' }), resident.name);
  await shows(worker.getByTestId('fact-source-estate'), /\S{2,}/);
});

journey('places are counted, found by name and opened', async () => {
  await worker.getByTestId('nav-places').click();
  await worker.getByTestId('places-total').waitFor();
  assert.ok((await figure(worker.getByTestId('places-total'))) > 0);
  const link = worker.getByTestId('places-row-0').getByRole('link').first();
  const name = await link.innerText();
  await worker.getByTestId('places-text').fill(name);
  await worker.getByTestId('places-find').click();
  await eventually(async () => assert.equal(await figure(worker.getByTestId('places-total')), 1));
  await link.click();
  await worker.getByRole('heading', { name }).waitFor();
  await shows(worker.getByTestId('fact-value-credit_code'), /^[0-9A-Z]{18}$/);
  await shows(worker.getByTestId('fact-source-credit_code'), '市监');
});

journey('a worker has no accounts and no audit in the menu', async () => {
  await worker.getByTestId('nav-people').waitFor();
  assert.equal(await worker.getByTestId('nav-accounts').count(), 0);
  assert.equal(await worker.getByTestId('nav-audit').count(), 0);
});

journey('the administrator makes an account', async () => {
  admin = await signIn(browser, demo, 'admin');
  assert.equal(await admin.getByTestId('nav-people').count(), 0, 'an administrator sees no residents');
  await admin.getByTestId('nav-accounts').click();
  await admin.getByTestId('account-new').click();
  await admin.getByTestId('account-create').click();
  await admin.getByText('请选择辖区。').waitFor();
  await admin.getByTestId('account-name').fill(NEWCOMER.name);
  await admin.getByTestId('account-login').fill(NEWCOMER.login);
  await admin.getByTestId('account-password').fill('short');
  await admin.getByTestId('account-area').click();
  await admin.keyboard.type(account.name.slice(0, 3));
  await admin.locator('.el-select-dropdown:visible').getByText(account.name).click();
  await admin.getByTestId('account-create').click();
  await shows(admin.getByTestId('account-dialog').getByTestId('problem'), '密码');
  await admin.getByTestId('account-password').fill(NEWCOMER.password);
  await admin.getByTestId('account-create').click();
  const line = admin.getByTestId('accounts-table').getByRole('row').filter({ hasText: NEWCOMER.login });
  await shows(line, account.name);
  await shows(line, '可登录');
});

journey('the audit says who made the account, and who saw a phone for what', async () => {
  await admin.getByTestId('nav-audit').click();
  const audit = admin.getByTestId('audit-table');
  const made = audit.getByRole('row').filter({ hasText: '新建账号' }).filter({ hasText: '系统管理员' });
  await shows(made.first(), '新建账号');
  const seen = audit.getByRole('row').filter({ hasText: PURPOSE });
  await shows(seen, account.name);
  assert.ok(!(await audit.innerText()).includes(resident.phone), 'the audit holds no phone number');
});

journey('the new account signs in', async () => {
  const page = await openWindow(browser, demo);
  await page.goto('/signin');
  await page.getByTestId('signin-login').fill(NEWCOMER.login);
  await page.getByTestId('signin-password').fill(NEWCOMER.password);
  await page.getByTestId('signin-submit').click();
  await page.waitForURL('**/workbench');
  await shows(page.getByTestId('account-menu'), NEWCOMER.name);
  await page.getByTestId('account-menu').click();
  await page.getByTestId('signout').click();
  await page.waitForURL(/\/signin/);
  await page.goto('/people');
  await page.waitForURL(/\/signin\?next=/);
});

const rows = (page) => page.locator('[data-test^="people-row-"]');
const masked = (phone) => `${phone.slice(0, 3)}****${phone.slice(-4)}`;

/** Walks through estates and buildings to the one that a dwelling is in. */
async function openDoor(dwelling) {
  await worker.getByTestId('estates-row-0').waitFor();
  const estates = await worker.locator('[data-test^="estates-row-"]').count();
  for (let at = 0; at < estates; at += 1) {
    await worker.getByTestId(`estates-row-${at}`).getByRole('link').click();
    await worker.getByTestId('building-table').waitFor();
    for (const building of await worker.locator('[data-test^="building-"][aria-pressed]').all()) {
      await building.click();
      if (await worker.getByTestId(`room-${dwelling}`).count()) return;
    }
    await worker.getByTestId('page-back').click();
    await worker.getByTestId('estates-row-0').waitFor();
  }
  assert.fail(`no building has the dwelling ${dwelling}`);
}
