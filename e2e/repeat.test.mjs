// A form that comes every month: answered once, sent out again, and handed in with two taps where nothing
// has changed. And a table of one's own that becomes a form.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import {
  choose,
  confirm,
  download,
  eventually,
  journeyWith,
  openBrowser,
  shows,
  signIn,
} from './browser.mjs';
import { startDemo, STREET } from './server.mjs';
import { readWorkbook } from './workbook.mjs';

const TABLE = '高龄老人走访表';

let demo;
let browser;
let officer;
let street;
const workers = [];

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});
const journey = journeyWith(() => browser);

journey('an officer makes a table of columns and people, and sees it while picking', async () => {
  officer = await signIn(browser, demo, 'minzheng');
  await officer.getByTestId('nav-tables').click();
  await officer.getByTestId('table-new').click();
  await shows(officer.getByTestId('table-rows'), '联系电话');
  const everybody = await total();
  await choose(officer, 'tags-all', '高龄老人');
  await officer.keyboard.press('Escape');
  await eventually(async () => assert.ok((await total()) < everybody));
  await choose(officer, 'table-columns', '高龄老人');
  await officer.keyboard.press('Escape');
  await shows(officer.getByTestId('table-chosen'), '高龄老人');
  await officer.getByTestId('table-name').fill(TABLE);
  await officer.getByTestId('table-save').click();
  await officer.waitForURL(/\/tables\/\d+$/);
  await shows(officer.getByTestId('table-rows'), '高龄老人');
});

journey('the table is exported as it is shown, masked and for a purpose', async () => {
  const listed = await total();
  await officer.getByTestId('table-export').click();
  await officer.getByTestId('purpose-input').fill('高龄走访安排');
  const file = await download(officer, () => officer.getByTestId('purpose-confirm').click());
  const { rows } = await readWorkbook(file.bytes);
  assert.deepEqual(rows[0], ['姓名', '性别', '年龄', '联系电话', '现住址', '高龄老人']);
  assert.equal(rows.length - 1, listed);
  assert.ok(
    rows.slice(1).every((row) => !row[3] || row[3].includes('*')),
    'phones are masked in the file, too',
  );
});

journey('the table becomes a form and is sent out for the same people', async () => {
  const listed = await total();
  await officer.getByTestId('table-dispatch').click();
  await officer.waitForURL(/\/forms\/compose\?/);
  await shows(officer.getByTestId('preview-rows'), new RegExp(`^${listed}$`));
  await officer.getByTestId('compose-due').fill(inDays(10));
  await choose(officer, 'compose-duty', '高龄津贴对象核对');
  await officer.getByTestId('request-create').click();
  await confirm(officer, `共 ${listed} 行`, '下发');
  await officer.waitForURL(/\/forms\/requests\/\d+$/);
});

journey('both communities answer, and the street accepts', async () => {
  for (const account of demo.workers()) {
    const worker = await signIn(browser, demo, account.login);
    workers.push(worker);
    await open(worker);
    await submit(worker);
  }
  street = await signIn(browser, demo, `jd${STREET}`);
  await acceptAll();
});

journey('the officer sends the next month out', async () => {
  await officer.reload();
  await officer.getByTestId('request-repeat').click();
  await officer.getByTestId('rhythm-monthly').click();
  await officer.getByTestId('repeat-confirm').click();
  await officer.getByTestId('repeat-dialog').waitFor({ state: 'hidden' });
  await shows(officer.getByTestId('periods'), '上期');
  await shows(officer.getByTestId('request-state'), '进行中');
});

journey('a worker hands the month in with two taps, because nothing has changed', async () => {
  const [worker] = workers;
  await open(worker);
  await shows(worker.getByTestId('changes-none'), '与上期相比没有变化');
  await worker.getByTestId('submit-unchanged').click();
  await confirm(worker, '预填内容全部确认无误', '提交');
  await shows(worker.getByTestId('submission-state'), '待街道审核');
});

journey('another worker changes a phone and sees it as the only change', async () => {
  const [, worker] = workers;
  await open(worker);
  await worker.getByTestId('cell-0-4').click();
  await worker.keyboard.type('13900007777');
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('changes'), '139****7777');
  await worker.getByTestId('show-changes').click();
  await eventually(async () =>
    assert.equal(await worker.getByTestId('fill-grid').getAttribute('aria-rowcount'), '2'),
  );
  await worker.getByTestId('submit-unchanged').click();
  await confirm(worker, '1 格有更正', '提交');
  await shows(worker.getByTestId('submission-state'), '待街道审核');
});

journey('the burden meter has counted both months', async () => {
  await officer.getByTestId('nav-burden').click();
  await shows(officer.getByTestId('burden-forms'), /报表\s*2/);
  await shows(officer.getByTestId('burden-reuse'), /复用率\s*9\d/);
  await shows(officer.getByTestId('burden-minutes'), '12秒');
  await shows(officer.getByTestId('burden-departments'), '民政');
  const asked = await officer.getByTestId('burden-communities').locator('tbody tr').count();
  assert.ok(asked >= workers.length, 'every community that was asked has a row');
});

const total = () =>
  eventually(async () => Number((await officer.getByTestId('table-total').innerText()).replaceAll(',', '')));

/** Opens the form that waits on the bench. */
async function open(worker) {
  await worker.getByTestId('nav-workbench').click();
  await worker.getByTestId('work-items').getByRole('link').filter({ hasText: TABLE }).first().click();
  await worker.getByTestId('fill-grid').waitFor();
}

async function submit(worker) {
  await worker.getByTestId('submit-submission').click();
  await confirm(worker, '不能再改', '提交');
  await shows(worker.getByTestId('submission-state'), '待街道审核');
}

async function acceptAll() {
  for (let left = workers.length; left > 0; left -= 1) {
    await street.getByTestId('nav-workbench').click();
    await street.getByTestId('work-items').getByRole('link').filter({ hasText: TABLE }).first().click();
    await street.getByTestId('accept-submission').click();
    await confirm(street, '通过后这份填报锁定', '通过');
    await shows(street.getByTestId('submission-state'), '已通过');
  }
}

function inDays(days) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(
    Date.now() + days * 86_400_000,
  );
}
