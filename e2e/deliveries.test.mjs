// 数据交接: a file with errors is handed over, its report card read, its refused rows fetched, and taken back.
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
import { startDemo } from './server.mjs';
import { readWorkbook } from './workbook.mjs';

const HEADER = [
  '姓名',
  '社会保障号码',
  '性别',
  '出生日期',
  '险种类型',
  '参保状态',
  '手机号码',
  '联系地址',
  '内部批次',
];
const NEWCOMER = '试交接甲';
const SECOND = '试交接乙';

let demo;
let browser;
let officer;
let file;
let delivery;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  file = { name: '医保参保人员_补交.csv', mimeType: 'text/csv', buffer: Buffer.from(await csvWithErrors()) };
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Two good rows, one of them with a phone that is none, and two that cannot be used. */
async function csvWithErrors() {
  const [home] = (await demo.table('dwellings')).filter(
    (each) => each.estate && each.unit && each.residents !== '0',
  );
  const address = `辽宁路街道${home.estate}${home.building}号楼${home.unit}单元${home.room}室`;
  const row = (name, number, phone) =>
    [name, number, '2', '1988-05-12', '城乡居民基本医疗保险', '正常参保', phone, address, 'P1'].join(',');
  const good = idNumber('37020319880512234');
  const wrong = good.slice(0, 17) + (good.endsWith('1') ? '2' : '1');
  return [
    HEADER.join(','),
    row(NEWCOMER, good, '13900005678'),
    row('试交接丙', wrong, '13900005679'),
    row('试交接丁', '', '13900005680'),
    row(SECOND, idNumber('37020319880512236'), '123'),
    '',
  ].join('\r\n');
}

/** The check sign of GB 11643 behind seventeen digits. */
function idNumber(digits) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  return digits + '10X98765432'[sum % 11];
}

const journey = journeyWith(() => browser);

journey('a csv with errors is taken in and recognised', async () => {
  officer = await signIn(browser, demo, 'shuju');
  await officer.getByTestId('nav-deliveries').click();
  await officer.getByTestId('delivery-upload').setInputFiles(file);
  const sending = officer.getByTestId('sending-0');
  await shows(sending, '✓ 已收到');
  await sending.getByRole('link', { name: '看结果' }).click();
  await officer.waitForURL(/\/deliveries\/\d+$/);
  delivery = new URL(officer.url()).pathname;
  await shows(officer.getByTestId('delivery-state'), '已导入');
  await officer.getByText('医保·参保').first().waitFor();
});

journey('the report card counts the rows and names the columns', async () => {
  const figures = officer.getByTestId('delivery-figures');
  await shows(figures, /读到\s*4\s*行/);
  await shows(figures, /已导入\s*2\s*行/);
  await shows(figures, /退回\s*2\s*行/);
  await shows(figures, /新建档案\s*2/);
  await officer.getByText('没有认出、没有导入的列：').locator('..').getByText('内部批次').waitFor();
  const sheet = officer.getByTestId('columns-table');
  await shows(sheet.getByRole('row').filter({ hasText: '社会保障号码' }), '公民身份号码');
  await shows(sheet.getByRole('row').filter({ hasText: '手机号码' }), '联系电话');
});

journey('every issue says its sheet, row and column, and can be picked by kind', async () => {
  const issues = officer.getByTestId('issues-table');
  const line = (row, column) =>
    issues
      .getByRole('row')
      .filter({ hasText: `第 ${row} 行` })
      .filter({ hasText: column });
  await shows(
    line(3, '社会保障号码'),
    /医保参保人员_补交 第 3 行\s+社会保障号码 B 列\s+\S\s*退回\s+身份证号校验码不符/,
  );
  await shows(line(4, '社会保障号码'), /B 列\s+\S\s*退回\s+必需的内容为空/);
  await shows(line(5, '手机号码'), /G 列\s+\S\s*提醒\s+电话不是有效号码/);
  await officer.getByTestId('issues-phone-invalid').click();
  await eventually(async () => assert.equal(await issues.locator('tbody tr').count(), 1));
  await shows(issues, '电话不是有效号码');
  const shown = await officer.locator('main').innerText();
  assert.doesNotMatch(
    shown,
    /\d{17}[\dX]|1390000\d{4}/,
    'no identity number and no phone stands on the report card',
  );
});

journey('the refused rows come back as a workbook with the reason beside each', async () => {
  const book = await download(officer, () => officer.getByTestId('download-refused').click());
  assert.match(book.name, /\.xlsx$/);
  const { rows } = await readWorkbook(book.bytes);
  assert.deepEqual(rows[0], [...HEADER, '退回原因']);
  assert.deepEqual(
    rows.slice(1).map(([name]) => name),
    ['试交接丙', '试交接丁'],
  );
  assert.match(rows[1].at(-1), /校验码不符/);
  assert.match(rows[2].at(-1), /为空/);
});

journey('the people of the file are in the registry', async () => {
  await find(NEWCOMER);
  await shows(officer.getByTestId('people-total'), /^1$/);
  await shows(officer.getByTestId('people-row-0'), '139****5678');
});

journey('the same file once more is told to be a duplicate', async () => {
  await officer.getByTestId('nav-deliveries').click();
  await officer.getByTestId('delivery-upload').setInputFiles(file);
  const sending = officer.getByTestId('sending-0');
  await shows(sending, '与以前交过的文件完全相同，没有再导入。');
  await sending.getByRole('link').click();
  await officer.waitForURL(`**${delivery}`);
  await shows(officer.getByTestId('delivery-state'), '已导入');
});

journey('taking the delivery back asks first, then its people are gone', async () => {
  await officer.getByTestId('undo-delivery').click();
  const question = officer.getByRole('dialog').filter({ hasText: '撤销这一批' });
  await question.getByRole('button', { name: '取消' }).click();
  await question.waitFor({ state: 'hidden' });
  await shows(officer.getByTestId('delivery-state'), '已导入');
  await officer.getByTestId('undo-delivery').click();
  await confirm(officer, '2 行会全部退出档案', '撤销这一批');
  await shows(officer.getByTestId('delivery-state'), '已撤销');
  await find(NEWCOMER);
  await officer.getByText('没有符合条件的人').waitFor();
});

journey('what was taken back can be handed over again', async () => {
  await officer.getByTestId('nav-deliveries').click();
  await officer.getByTestId('delivery-upload').setInputFiles(file);
  await officer.getByTestId('sending-0').getByRole('link', { name: '看结果' }).click();
  await shows(officer.getByTestId('delivery-state'), '已导入');
  await find(SECOND);
  await shows(officer.getByTestId('people-total'), /^1$/);
});

journey('a file that is no table is refused with a sentence, and nothing is written', async () => {
  await officer.getByTestId('nav-deliveries').click();
  await choose(officer, 'delivery-source', '医保·参保');
  const broken = {
    name: '坏文件.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('PK\u0003\u0004broken'),
  };
  await officer.getByTestId('delivery-upload').setInputFiles(broken);
  const sending = officer.getByTestId('sending-0');
  await shows(sending, /已收到|损坏|打不开|无法/);
  const result = sending.getByRole('link', { name: '看结果' });
  if (await result.isVisible()) {
    await result.click();
    await shows(officer.getByTestId('delivery-state'), '未能导入');
    await shows(officer.getByTestId('delivery-problem'), /[一-龥]{6,}/);
    await shows(officer.getByTestId('delivery-problem'), '没有写入任何内容');
  }
});

/** Looks for a person by name from the top of the page. */
async function find(name) {
  await officer.getByTestId('search-text').fill(name);
  await officer.getByTestId('search-submit').click();
  await officer.waitForURL(/\/people$/);
  await officer.getByText(`含“${name}”`).waitFor();
}
