// The library of forms: a workbook of two tables is read, what forms ask twice is decided and taken back,
// a form is registered, and the directory tells whoever has to fill it in.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { confirm, journeyWith, openBrowser, PHONE, signIn } from './browser.mjs';
import { startDemo } from './server.mjs';
import { writeWorkbook } from './workbook.mjs';

const TWO_TABLES = [
  ['困难家庭帮扶表'],
  ['姓名', '身份证号', '联系电话', '帮扶措施', '就餐习惯'],
  [''],
  ['走访登记表'],
  ['姓名', '身份证号', '家庭住址', '帮扶措施', '走访结果'],
];
const FOLLOW_UP = [['随访表'], ['姓名', '身份证号', '联系电话', '帮扶措施', '随访次数']];
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let demo;
let browser;
let officer;
let centre;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});
const journey = journeyWith(() => browser);

async function send(page, name, rows) {
  await page.goto(`${demo.address}/forms?tab=templates`);
  await page
    .getByTestId('template-upload')
    .setInputFiles({ name, mimeType: XLSX, buffer: writeWorkbook('表', rows) });
}

journey('a workbook of two tables is read, and both are kept as templates of their own', async () => {
  officer = await signIn(browser, demo, 'minzheng');
  await send(officer, '帮扶.xlsx', TWO_TABLES);
  const dialog = officer.getByTestId('tables-dialog');
  await dialog.getByText('这个工作簿里有 2 张表').waitFor();
  await dialog.getByText('困难家庭帮扶表').waitFor();
  await dialog.getByText('走访登记表').waitFor();
  await officer.getByTestId('tables-keep').click();
  await dialog.waitFor({ state: 'hidden' });
  await officer.getByRole('link', { name: '走访登记表' }).click();
  await officer.waitForURL(/\/forms\/templates\/\d+$/);
  await officer.getByText('表头在第 5 行').waitFor();
  const picture = officer.getByRole('region', { name: '原表表头' });
  await picture.getByText('家庭住址').waitFor();
});

journey('a table that is not wanted is left out', async () => {
  await send(officer, '帮扶二.xlsx', TWO_TABLES);
  await officer.getByTestId('table-1').click();
  await officer.getByTestId('tables-keep').click();
  await officer.waitForURL(/\/forms\/templates\/\d+$/);
  await officer.getByRole('heading', { name: '困难家庭帮扶表' }).waitFor();
  await officer.goto(`${demo.address}/forms?tab=templates`);
  await officer.getByTestId('templates-row-2').waitFor();
  assert.equal(await officer.getByTestId('templates-row-3').count(), 0, 'two and one are kept');
});

journey('the data centre says that an item is not the same, and takes it back', async () => {
  const health = await signIn(browser, demo, 'weijian');
  await send(health, '随访.xlsx', FOLLOW_UP);
  await health.waitForURL(/\/forms\/templates\/\d+$/);
  centre = await signIn(browser, demo, 'shuju');
  await centre.getByTestId('nav-library').click();
  await centre.getByTestId('library-items').click();
  const item = centre.locator('article').filter({ has: centre.getByRole('heading', { name: '帮扶措施' }) });
  await item.getByRole('button', { name: '不是同一项' }).click();
  await centre.getByTestId('reason-input').fill('一个是措施，一个是服务');
  await centre.getByTestId('reason-confirm').click();
  await item.waitFor({ state: 'detached' });
  await centre.getByTestId('items-decided').click();
  await centre.getByText('不是同一项').waitFor();
  await centre.getByRole('button', { name: '撤销', exact: true }).click();
  await confirm(centre, '撤销这条判定', '撤销');
  await centre.getByTestId('decisions-table').getByText('已撤销').waitFor();
  await centre.getByTestId('items-ask').click();
  await item.waitFor();
});

journey('overlap, proposals and the saving of a year are shown', async () => {
  await centre.getByTestId('library-overlap').click();
  await centre.getByTestId('matrix').waitFor();
  await centre.getByTestId('pairs').getByText('项相同').first().waitFor();
  await centre.getByTestId('plan-row-0').waitFor();
  await centre.getByTestId('saving-community').click();
  await centre.getByTestId('effort-row-0').waitFor();
});

journey('a registered form is found in the directory by whoever fills it in', async () => {
  await centre.getByTestId('library-directory').click();
  await centre.getByTestId('library-search').fill('随访表');
  await centre.getByRole('button', { name: '登记', exact: true }).click();
  await centre.getByTestId('registration-code').fill('WJ-2026-001');
  await centre.getByTestId('registration-basis').fill('国家基本公共卫生服务规范');
  await centre.getByTestId('registration-save').click();
  await centre.getByTestId('library-table').getByText('已登记').waitFor();
  const worker = await signIn(browser, demo, demo.workers()[0].login, PHONE);
  await worker.goto(`${demo.address}/library`);
  const row = worker.getByTestId('library-row-0');
  await row.getByText('WJ-2026-001').waitFor();
  await row.getByText('国家基本公共卫生服务规范').waitFor();
});
