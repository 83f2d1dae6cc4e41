// Comparing a list with the registry, from handing it in to a closed difference, as the people who do it see it.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { choose, download, eventually, journeyWith, openBrowser, shows, signIn } from './browser.mjs';
import { codeOf, startDemo } from './server.mjs';
import { readWorkbook } from './workbook.mjs';

const TITLE = '街道台账与底账';
const NEW_PHONE = '13900001234';
const PURPOSE = '核对台账差异';

let demo;
let browser;
let folder;
let street;
let worker;
/** Somebody whose row is right, and somebody whose phone in the list is another. */
let right;
let wrong;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  folder = await mkdtemp(path.join(tmpdir(), 'linli-e2e-list-'));
  const [account] = demo.workers();
  const known = (await demo.people()).filter(
    (person) =>
      person.deceased === 'false' &&
      person.community_code === codeOf(account) &&
      person.id_number.length === 18 &&
      person.phone.length === 11,
  );
  const only = known.filter((person) => known.filter((other) => other.name === person.name).length === 1);
  [right, wrong] = only;
});
after(async () => {
  await browser?.close();
  await demo?.stop();
  await rm(folder, { recursive: true, force: true });
});

const journey = journeyWith(() => browser);
const total = (page, wanted) => shows(page.getByTestId('items-total'), `${wanted} 条`);
const cards = (page) => page.locator('article[data-test^="item-"]');

journey('the street hands a list in and sees what it holds', async () => {
  const list = path.join(folder, '街道台账.csv');
  const line = (person, phone) => `${person.name},${person.id_number},${phone}`;
  const rows = ['姓名,身份证号码,联系电话', line(right, right.phone), line(wrong, NEW_PHONE)];
  rows.push('钱查无,110101199003070011,13900009999');
  await writeFile(list, `${rows.join('\n')}\n`);

  const login = demo.accounts.find((account) => account.role === 'street').login;
  street = await signIn(browser, demo, login);
  await street.getByTestId('nav-comparisons').click();
  await street.getByText('还没有比对').waitFor();
  await street.getByTestId('comparison-new').click();
  await street.getByTestId('left-upload').click();
  await street.getByTestId('left-file').setInputFiles(list);
  await shows(street.getByTestId('left-read'), '3 行，3 列');
  await street.getByTestId('comparison-save').click();
  await street.getByText('请选右边的名单。').waitFor();
  await street.getByTestId('right-registry').click();
  await choose(street, 'right-basis', '实住或户籍');
  await street.getByTestId('comparison-title').fill(TITLE);
});

journey('it is compared with the registry: same, different, only left', async () => {
  await street.getByTestId('comparison-save').click();
  await street.waitForURL(/\/comparisons\/\d+$/);
  const figures = street.getByTestId('comparison-figures');
  await shows(figures, /一致\s*1\s*不一致\s*1\s*仅左\s*1/);
  await total(street, 2);
  await street.getByTestId('by-community').click();
  await shows(street.getByTestId('communities-table'), demo.workers()[0].name);
});

journey('filters narrow the differences', async () => {
  await choose(street, 'items-state', '仅左');
  await total(street, 1);
  await shows(cards(street).first(), '钱查无');
  await choose(street, 'items-state', '全部结果');
  await choose(street, 'items-field', '联系电话');
  await total(street, 1);
  await shows(cards(street).first(), wrong.name);
  await street.reload();
  await total(street, 2);
});

journey('the community finds its difference on the workbench, with the differing part marked', async () => {
  const [account] = demo.workers();
  worker = await signIn(browser, demo, account.login);
  const item = worker.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE });
  await shows(item, '1 条差异待核实办结');
  await item.click();
  await total(worker, 1);
  const card = cards(worker).first();
  await shows(card, wrong.name);
  await shows(card, masked(NEW_PHONE));
  const text = await card.innerText();
  assert.ok(!text.includes(wrong.id_number), 'the identity number is masked');
  assert.ok(!text.includes('钱查无'), 'strangers are not shown to this community');
  if (masked(NEW_PHONE) !== masked(wrong.phone)) assert.ok((await card.locator('mark').count()) > 0);
});

journey('both values are shown in full for a purpose', async () => {
  const card = cards(worker).first();
  const row = card.getByRole('row').filter({ hasText: '联系电话' });
  await row.getByRole('button', { name: '查看原文' }).click();
  await worker.getByTestId('purpose-input').fill(PURPOSE);
  await worker.getByTestId('purpose-confirm').click();
  await shows(row, NEW_PHONE);
  await shows(row, wrong.phone);
});

journey('it closes in favour of the list, and the registry takes the correction', async () => {
  const card = cards(worker).first();
  await card.getByRole('button', { name: '办结' }).click();
  await worker.getByTestId('outcome-send').click();
  await worker.getByText('请选择办结结果。').waitFor();
  await worker.getByTestId('outcome-left').click();
  await worker.getByTestId('outcome-correct').waitFor();
  await worker.getByTestId('outcome-remark').fill('电话打通，是本人');
  await worker.getByTestId('outcome-send').click();
  await worker.getByText('这里没有差异').waitFor();
  await choose(worker, 'items-show', '已办结');
  await shows(cards(worker).first(), '已作为更正写入底账');
  await cards(worker).first().getByRole('link', { name: wrong.name }).click();
  await shows(worker.getByTestId('fact-value-phone'), masked(NEW_PHONE));
  await shows(worker.getByTestId('fact-source-phone'), '报表核对更正');
});

journey('another run says what is gone, and what stays open', async () => {
  await street.getByTestId('comparison-run').click();
  await shows(street.getByTestId('comparison-figures'), /一致\s*2\s*不一致\s*0\s*仅左\s*1/);
  await street.getByTestId('runs').click();
  await eventually(async () => {
    const first = street.getByTestId('runs-table').locator('tbody tr').first();
    const cells = await first.locator('td').allInnerTexts();
    assert.deepEqual(cells.slice(1, 8), ['2', '0', '1', cells[4], '0', '0', '1']);
  });
  await total(street, 1);
});

journey('the owner closes what no community knows, and takes the list away as a workbook', async () => {
  await cards(street).first().getByRole('button', { name: '办结' }).click();
  await street.getByTestId('outcome-nobody').click();
  await street.getByTestId('outcome-send').click();
  await street.getByText('这里没有差异').waitFor();
  await choose(street, 'items-show', '全部');
  await total(street, 2);
  await street.getByTestId('items-export').click();
  await street.getByTestId('purpose-input').fill(PURPOSE);
  const file = await download(street, () => street.getByTestId('purpose-confirm').click());
  assert.equal(file.name, `${TITLE}.xlsx`);
  const { rows } = await readWorkbook(file.bytes);
  assert.ok(rows.some((row) => row[0] === '一致' && row[1] === '2'), JSON.stringify(rows));
});

journey('the list of comparisons shows the trend', async () => {
  await street.getByTestId('nav-comparisons').click();
  const row = street.getByTestId('comparisons-row-0');
  await shows(row, TITLE);
  await shows(row, '比上次少 1');
});

const masked = (phone) => `${phone.slice(0, 3)}****${phone.slice(-4)}`;
