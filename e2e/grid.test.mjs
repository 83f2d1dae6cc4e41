// A long form filled from a spreadsheet: five hundred rows from the clipboard, the wrong cells named and
// mended, steps undone, blocks copied and filled down, and the form handed in.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { choose, confirm, eventually, journeyWith, openBrowser, shows, signIn } from './browser.mjs';
import { codeOf, startDemo, STREET } from './server.mjs';

const FORM = 'forms/高龄津贴发放名册.xlsx';
const TITLE = '在册人员联系方式核对';
const ROWS = 500;
const COLUMN = { name: 1, home: 7, phone: 8, remark: 12 };

let demo;
let browser;
let officer;
let worker;
let street;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo({ residents: '2400' });
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});
const journey = journeyWith(() => browser);

journey(
  'a department sends a list of more than five hundred people, and every number only once',
  async () => {
    officer = await signIn(browser, demo, 'minzheng');
    await officer.getByTestId('nav-forms').click();
    await officer.getByTestId('tab-templates').click();
    await officer.getByTestId('template-upload').setInputFiles(demo.sample(FORM));
    await officer.waitForURL(/\/forms\/templates\/\d+$/);
    await officer.getByTestId('template-confirm').click();
    await officer.getByTestId('check-add').click();
    await choose(officer, 'check-kind', '不能重复');
    await choose(officer, 'check-columns', '联系电话');
    await officer.keyboard.press('Escape');
    await officer.getByTestId('check-keep').click();
    await shows(officer.getByTestId('checks'), '“联系电话”不能重复');
    await officer.getByTestId('template-dispatch').click();
    await officer.waitForURL(/\/forms\/compose\?template=\d+$/);
    await officer.getByTestId('compose-title').fill(TITLE);
    await officer.getByTestId('compose-due').fill(inDays(20));
    await choose(officer, 'compose-duty', '高龄津贴对象核对');
    await officer.getByTestId('request-create').click();
    await confirm(officer, '个社区', '下发');
    await officer.waitForURL(/\/forms\/requests\/\d+$/);
  },
);

journey('a worker pastes a phone for each of five hundred people and more from a spreadsheet', async () => {
  worker = await signIn(browser, demo, await busiest());
  await worker.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE }).click();
  await worker.getByTestId('fill-grid').waitFor();
  const rows = Number(await worker.getByTestId('fill-grid').getAttribute('aria-rowcount')) - 1;
  assert.ok(rows >= ROWS, `${rows} rows`);
  await cell(0).click();
  const phones = Array.from({ length: rows }, (_, at) => phone(at));
  phones[2] = '12345';
  phones[450] = '没有电话';
  await paste(worker, phones.join('\r\n') + '\r\n');
  await shows(worker.getByTestId('save-state'), '2 格没有保存');
  await shows(cell(0), masked(0));
});

journey('the wrong cells are named and mended', async () => {
  await worker.getByTestId('show-refused').click();
  assert.equal(await cell(2).getAttribute('aria-selected'), 'true', 'the way leads to the wrong cell');
  await shows(worker.getByTestId('cell-strip'), '没有保存');
  await shows(worker.getByTestId('cell-strip'), '“联系电话”');
  await worker.keyboard.type(phone(2));
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('save-state'), '1 格没有保存');
  await worker.getByTestId('show-refused').click();
  await cell(450).waitFor();
  await worker.keyboard.type(phone(450));
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('save-state'), '已自动保存');
});

journey('a number that stands there twice fails the check of the form, in both rows', async () => {
  await worker.keyboard.press('Control+Home');
  await cell(0).click();
  await worker.keyboard.type(phone(1));
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('findings'), /表内校验：\d+ 处未通过/);
  await cell(0).click();
  await shows(worker.getByTestId('strip-finding'), '“联系电话”与第 2 行重复');
});

journey('undo takes the step back, redo does it again', async () => {
  await worker.keyboard.press('Control+z');
  await shows(cell(0), masked(0));
  await eventually(async () =>
    assert.doesNotMatch(await worker.getByTestId('findings').innerText(), /第 2 行/),
  );
  await worker.keyboard.press('Control+y');
  await shows(cell(0), masked(1));
  await worker.getByTestId('undo').click();
  await shows(cell(0), masked(0));
});

journey('a block is filled down, copied, pasted elsewhere and emptied', async () => {
  const remark = (row) => cell(row, COLUMN.remark);
  await remark(0).click();
  await worker.keyboard.type('已电话核对');
  await worker.keyboard.press('Enter');
  await remark(0).click();
  await worker.keyboard.press('Shift+ArrowDown');
  await worker.keyboard.press('Shift+ArrowDown');
  await worker.keyboard.press('Control+d');
  for (const row of [0, 1, 2]) await shows(remark(row), '已电话核对');
  await worker.keyboard.press('Control+c');
  await remark(5).click();
  await worker.keyboard.press('Control+v');
  for (const row of [5, 6, 7]) await shows(remark(row), '已电话核对');
  await worker.keyboard.press('Control+z');
  await eventually(async () => assert.doesNotMatch(await remark(6).innerText(), /核对/));
  await remark(0).click();
  await remark(2).click({ modifiers: ['Shift'] });
  await worker.keyboard.press('Delete');
  await eventually(async () => assert.doesNotMatch(await remark(1).innerText(), /核对/));
  await shows(worker.getByTestId('save-state'), '已自动保存');
});

journey(
  'what is still wrong or missing is found by the filter, left out, and the form is handed in',
  async () => {
    await eventually(async () => {
      await leaveOut('只看校验未通过的');
      await leaveOut('只看有空格的');
    });
    await worker.getByTestId('submit-submission').click();
    await confirm(worker, '提交后不能再改', '提交');
    await shows(worker.getByTestId('submission-state'), '待街道审核');
  },
);

journey('the street sees every change and accepts', async () => {
  street = await signIn(browser, demo, `jd${STREET}`);
  await street.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE }).first().click();
  await street.getByTestId('accept-submission').click();
  await confirm(street, '通过后这份填报锁定', '通过');
  await shows(street.getByTestId('submission-state'), '已通过');
});

const cell = (row, column = COLUMN.phone) => worker.getByTestId(`cell-${row}-${column}`);
const phone = (at) => `139${String(10_000_000 + at)}`;
const masked = (at) => `139****${phone(at).slice(-4)}`;

/** The sign-in name of the community with the most residents. */
async function busiest() {
  const people = (await demo.people()).filter((person) => person.deceased === 'false');
  const size = (account) => people.filter((person) => person.community_code === codeOf(account)).length;
  const [first] = demo.workers().sort((one, other) => size(other) - size(one));
  assert.ok(size(first) > ROWS, `a community of more than ${ROWS}, not ${size(first)}`);
  return first.login;
}

/** Puts a text on the clipboard and pastes it, as after copying from a spreadsheet. */
async function paste(page, text) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: demo.address,
  });
  await page.evaluate((block) => navigator.clipboard.writeText(block), text);
  await page.keyboard.press('Control+v');
}

/** Leaves every row of a filter out with a reason. */
async function leaveOut(filter) {
  for (;;) {
    await choose(worker, 'rows-only', '显示全部行');
    await choose(worker, 'rows-only', filter);
    const rows = worker.locator('[data-test^="row-"]').filter({ hasText: /^\d+⋮$/ });
    const none = worker.getByText('没有符合条件的行');
    await eventually(async () => {
      assert.equal(await worker.locator('.ghost, .el-skeleton').count(), 0);
      assert.ok((await none.count()) || (await rows.count()));
    });
    if (await none.count()) return;
    while (await rows.count()) {
      await rows.first().click();
      await worker.getByTestId('exclude-reason').fill('资料不全，另行补报');
      await worker.getByTestId('exclude-confirm').click();
      await worker.getByTestId('row-dialog').waitFor({ state: 'hidden' });
    }
  }
}

function inDays(days) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(
    Date.now() + days * 86_400_000,
  );
}
