// The life of a request over two streets and five communities: its price is seen before it is sent, streets hand
// it on, single cells come back, every level says yes, and the trace tells it all. Then one that asks nobody.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { choose, confirm, download, journeyWith, openBrowser, PHONE, shows, signIn } from './browser.mjs';
import { startDemo } from './server.mjs';
import { readWorkbook } from './workbook.mjs';

const FORM = 'forms/高龄津贴发放名册.xlsx';
const TITLE = '两个街道的高龄津贴核对';
const FREE = '高龄老人花名册';
const DUTY = '高龄津贴对象核对';
const NEW_PHONE = '13900001234';
const PHONE_COLUMN = 8;
const ID_COLUMN = 3;

let demo;
let browser;
let officer;
/** The five communities, by street: code of the street and of each of its communities with its elders. */
let streets;
/** The community whose submission comes back, its worker, and the street that returns it. */
let part;
let worker;
let street;
let returned;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo({ area: '370203', residents: '2500' });
  // Only a few accounts are shown on the sign-in page; all of a sample district share one password.
  const { password } = demo.account('minzheng');
  demo.account = () => ({ password });
  streets = await chosenStreets();
  part = streets[0].communities[0];
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Two streets with three and two communities that have somebody of 80 and more with an identity number. */
async function chosenStreets() {
  const old = (await demo.people()).filter(
    (person) => Number(person.age) >= 80 && person.deceased === 'false' && person.community_code,
  );
  const byStreet = new Map();
  for (const person of old) {
    const code = person.community_code.slice(0, 9);
    const communities = byStreet.get(code) ?? new Map();
    const people = communities.get(person.community_code) ?? [];
    communities.set(person.community_code, [...people, person]);
    byStreet.set(code, communities);
  }
  const usable = [...byStreet]
    .map(([code, communities]) => ({
      code,
      communities: [...communities]
        .map(([community, people]) => ({ code: community, people }))
        .filter(({ people }) => people.every((person) => person.id_number)),
    }))
    .filter(({ communities }) => communities.length >= 3);
  assert.ok(usable.length >= 2, 'the sample has two streets with enough elders');
  return [
    { ...usable[0], communities: usable[0].communities.slice(0, 3) },
    { ...usable[1], communities: usable[1].communities.slice(0, 2) },
  ];
}
const communities = () => streets.flatMap((each) => each.communities);
const rows = () => communities().reduce((sum, community) => sum + community.people.length, 0);
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const journey = journeyWith(() => browser);

journey('the officer sees what the request costs before it is sent', async () => {
  officer = await signIn(browser, demo, 'minzheng');
  await officer.goto('/forms?tab=templates');
  await officer.getByTestId('template-upload').setInputFiles(demo.sample(FORM));
  await officer.waitForURL(/\/forms\/templates\/\d+$/);
  await choose(officer, `output-${ID_COLUMN}`, '后六位');
  await officer.getByTestId('template-confirm').click();
  await officer.getByTestId('template-dispatch').click();
  await officer.getByTestId('compose-title').fill(TITLE);
  await choose(officer, 'tags-all', '高龄老人');
  await officer.keyboard.press('Escape');
  await officer.getByTestId('areas-all').click();
  for (const { code, communities: chosen } of streets) {
    await officer.getByTestId(`street-open-${code}000`).click();
    for (const community of chosen) await officer.getByTestId(`community-${community.code}`).click();
  }
  await shows(officer.getByTestId('preview-communities'), /^5$/);
  await shows(officer.getByTestId('preview-rows'), new RegExp(`^${rows()}$`));
  await officer.getByTestId('compose-due').fill(inDays(0));
  await choose(officer, 'compose-duty', '不在清单内');
  await shows(officer.getByTestId('price-reasons'), '只留 0 个工作日');
  await shows(officer.getByTestId('price-reasons'), '不在基层职责清单内');
  await shows(officer.getByTestId('request-create'), '报批');
  await officer.getByTestId('compose-due').fill(inDays(30));
  await choose(officer, 'compose-duty', DUTY);
  await officer.getByTestId('price-reasons').waitFor({ state: 'detached' });
  const price = await shows(officer.getByTestId('price'), '5 个社区');
  const [, typed, checked] = /待填 (\d+) 格 × 12 秒 \+ 待核对 (\d+) 格 × 1 秒/.exec(price);
  const minutes = Math.ceil((Number(typed) * 12 + Number(checked)) / 60);
  await shows(officer.getByTestId('price-minutes'), new RegExp(`^${minutes}$`));
});

journey('it goes to two streets first, and no community knows of it', async () => {
  await officer.getByTestId('way-street').click();
  await officer.getByTestId('request-create').click();
  await confirm(officer, '由街道分发到社区', '下发');
  await officer.waitForURL(/\/forms\/requests\/\d+$/);
  await shows(officer.getByTestId(`submission-${part.code}`), '待街道分发');
  worker = await signIn(browser, demo, `sq${part.code}`, PHONE);
  assert.equal(await worker.getByText(TITLE).count(), 0, 'nothing of it is on the bench');
  await worker.goto('/forms');
  await worker.getByText('还没有填报任务').waitFor();
});

journey('each street hands its part on', async () => {
  for (const { code } of streets) {
    const page = await signIn(browser, demo, `jd${code}`);
    const item = page.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE });
    await shows(item, '待分发');
    await item.click();
    await page.getByTestId('request-forward').click();
    await page.getByTestId('part-confirm').click();
    await page.getByTestId('request-forward').waitFor({ state: 'detached' });
    if (code === streets[0].code) street = page;
    else await page.context().close();
  }
  await shows(officer.getByTestId(`submission-${part.code}`), '填报中');
});

journey('five communities submit, and the department’s page shows each by itself', async () => {
  await officer.getByTestId('view-totals').click();
  await shows(officer.getByTestId('totals-all'), /已通过 0 \/ 5/);
  for (const community of communities()) {
    const page =
      community.code === part.code ? worker : await signIn(browser, demo, `sq${community.code}`, PHONE);
    await page.goto('/workbench');
    await page.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE }).click();
    await page.getByTestId('submit-submission').click();
    await confirm(page, '提交给街道', '提交');
    await shows(page.getByTestId('submission-state'), '待街道审核');
    await shows(officer.getByTestId(`totals-${community.code}`), '待街道审核');
    if (page !== worker) await page.context().close();
  }
});

journey('the street returns one cell, and the community can change just that one', async () => {
  await street.goto('/workbench');
  const person = part.people[0];
  await openPart(street);
  if (await street.getByTestId('view-rows').isVisible()) await street.getByTestId('view-rows').click();
  await street.getByTestId(`cell-0-${PHONE_COLUMN}`).click();
  await street.getByTestId('mark-remark').fill('电话打不通');
  await street.getByTestId('mark-cell').click();
  await shows(street.getByTestId('marked-cells'), '电话打不通');
  await shows(street.getByTestId('return-submission'), '退回标出的 1 格');
  await street.getByTestId('return-submission').click();
  await street.getByTestId('remark').fill('请核对一格');
  await street.getByTestId('remark-confirm').click();
  await shows(street.getByTestId('submission-state'), '已退回');

  // On a desk, because the sheet is where one would try to change more.
  await worker.context().close();
  worker = await signIn(browser, demo, `sq${part.code}`);
  await worker.getByTestId('work-items').getByRole('link').filter({ hasText: '请核对一格' }).click();
  await shows(worker.getByTestId('marks'), '电话打不通');
  returned = (await worker.getByTestId(`cell-0-1`).innerText()).trim();
  await worker.getByTestId('cell-0-1').click();
  await worker.keyboard.type('李改名');
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('save-state'), '1 格没有保存');
  await worker.getByTestId('show-refused').click();
  await shows(worker.getByTestId('cell-strip'), '没有退回');
  await worker.getByTestId('cell-drop').click();
  await worker.getByTestId(`cell-0-${PHONE_COLUMN}`).click();
  await worker.keyboard.type(NEW_PHONE);
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('save-state'), '已自动保存');
  await worker.getByTestId('submit-submission').click();
  await confirm(worker, '提交给街道', '提交');
  await worker.getByText('还有 1 个标出的格子没有答复').waitFor();
  await worker
    .locator('[data-test^="answer-"] input, input[data-test^="answer-"]')
    .first()
    .fill('已换成新号码');
  await worker.getByRole('button', { name: '答复', exact: true }).click();
  await shows(worker.getByTestId('marks'), '已换成新号码');
  await worker.getByTestId('submit-submission').click();
  await confirm(worker, '提交给街道', '提交');
  await shows(worker.getByTestId('submission-state'), '待街道审核');
  assert.ok(
    part.people.some((each) => each.name === returned),
    `${returned} is one of ${person.name}’s list`,
  );
});

journey('both streets accept, and the parts add up to the whole', async () => {
  for (const { code, communities: own } of streets) {
    const page = code === streets[0].code ? street : await signIn(browser, demo, `jd${code}`);
    for (const community of own) {
      await page.goto('/forms');
      await page.getByTestId('requests-table').getByRole('link', { name: TITLE }).click();
      await page.getByTestId(`submission-${community.code}`).click();
      await page.getByTestId('accept-submission').click();
      await confirm(page, '通过后这份填报锁定', '通过');
      await shows(page.getByTestId('submission-state'), '已通过');
    }
  }
  await shows(officer.getByTestId('totals-all'), /已通过 5 \/ 5/);
  const cells = async (code) => officer.getByTestId(`totals-${code}`).locator('td.number').allInnerTexts();
  const number = (text) => Number(text.replaceAll(',', ''));
  const sum = (lists, at) => lists.reduce((all, list) => all + number(list[at]), 0);
  const whole = await cells('all');
  const ofStreets = await Promise.all(streets.map(({ code }) => cells(`${code}000`)));
  for (const at of whole.keys())
    assert.equal(number(whole[at]), sum(ofStreets, at), `column ${at} of the whole`);
  for (const [index, { communities: own }] of streets.entries()) {
    const parts = await Promise.all(own.map(({ code }) => cells(code)));
    for (const at of whole.keys()) assert.equal(number(ofStreets[index][at]), sum(parts, at));
  }
  await shows(officer.getByTestId('request-state'), '全部通过');
});

journey('the workbook holds the new phone and the number in the recipient’s format', async () => {
  await officer.getByTestId('download-workbook').click();
  await officer.getByTestId('purpose-input').fill('高龄津贴发放核对');
  const file = await download(officer, () => officer.getByTestId('purpose-confirm').click());
  const { rows: written } = await readWorkbook(file.bytes);
  const listed = written.slice(4).filter((row) => /^\d+$/.test(row[0]));
  assert.equal(listed.length, rows());
  const changed = listed.find((row) => row[1] === returned && row[PHONE_COLUMN] === NEW_PHONE);
  assert.ok(changed, 'the corrected phone stands there in full');
  const elders = communities().flatMap((community) => community.people);
  assert.deepEqual(
    listed.map((row) => row[ID_COLUMN]).sort(),
    elders.map((person) => person.id_number.slice(12)).sort(),
    'of every number the last six places',
  );
});

journey('the trace goes from the request to its download', async () => {
  await officer.getByTestId('view-events').click();
  const trace = await shows(officer.getByTestId('request-events'), '下载汇总表');
  for (const step of [
    '下发任务',
    '分发到社区',
    '提交',
    '退回',
    '请核对一格',
    '审核通过',
    '用途：高龄津贴发放核对',
  ]) {
    assert.ok(trace.includes(step), `${step} is not in the trace`);
  }
});

journey('a request for what is held asks no community', async () => {
  const form = Buffer.from(`${FREE}\n序号,姓名,性别,出生日期,备注\n`);
  await officer.goto('/forms?tab=templates');
  await officer
    .getByTestId('template-upload')
    .setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: form });
  await officer.waitForURL(/\/forms\/templates\/\d+$/);
  await officer.getByTestId('template-confirm').click();
  await officer.getByTestId('template-dispatch').click();
  await officer.getByTestId('compose-title').fill(FREE);
  await officer.getByTestId('compose-due').fill(inDays(30));
  await choose(officer, 'tags-all', '高龄老人');
  await officer.keyboard.press('Escape');
  await choose(officer, 'compose-duty', DUTY);
  await officer.getByTestId('price-free').waitFor();
  await shows(officer.getByTestId('request-create'), '直接取用');
  await officer.getByTestId('request-create').click();
  await confirm(officer, '社区不用填报', '直接取用');
  await officer.waitForURL(/\/forms\/requests\/\d+$/);
  await shows(officer.getByTestId('request-state'), '全部通过');
  await shows(officer.getByTestId('request-free'), '没有请任何社区填报');
  await officer.getByTestId('view-events').click();
  const trace = await shows(officer.getByTestId('request-events'), '免填报，直接取用');
  for (const act of ['提交', '审核通过', '退回'])
    assert.ok(!trace.includes(act), `${act}: somebody was asked`);
  await officer.getByTestId('download-workbook').click();
  await officer.getByTestId('purpose-input').fill('高龄老人情况掌握');
  const file = await download(officer, () => officer.getByTestId('purpose-confirm').click());
  const { rows: written } = await readWorkbook(file.bytes);
  const names = written.map((row) => row[1]);
  for (const person of part.people) assert.ok(names.includes(person.name), `${person.name} is listed`);
});

journey('the community is only told, and puts the notice away', async () => {
  await worker.goto('/workbench');
  const notices = worker.getByTestId('notices');
  await shows(notices, '不用填报');
  const waiting = worker.getByTestId('work-items').filter({ hasText: FREE });
  assert.equal(await waiting.count(), 0, 'nothing of it is to be done');
  await notices.getByRole('button', { name: '知道了' }).click();
  await notices.waitFor({ state: 'detached' });
  await worker.goto('/forms');
  await worker.getByTestId('requests-table').getByRole('link', { name: FREE }).click();
  await worker.getByTestId('open-mine').click();
  await shows(worker.getByTestId('submission-state'), '已通过');
  assert.equal(await worker.getByTestId('submit-submission').count(), 0);
});

/** Goes to the returned part the way a reviewer does. */
async function openPart(page) {
  await page.goto('/forms');
  await page.getByTestId('requests-table').getByRole('link', { name: TITLE }).click();
  await page.getByTestId(`submission-${part.code}`).click();
  await page.getByTestId('submission-state').waitFor();
}
