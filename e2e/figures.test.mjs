// A street redraws its grids: from a sheet over overlaps and gaps to figures by unit.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { choose, download, eventually, figure, journeyWith, openBrowser, PHONE, shows, signIn } from './browser.mjs';
import { startDemo, STREET } from './server.mjs';
import { readWorkbook } from './workbook.mjs';

const PLAN = '2026年网格调整';
const HEAD = '单元名称,社区,小区/路弄,楼栋/门牌从,楼栋/门牌到';

let demo;
let browser;
let folder;
let street;
/** Two estates of the street, and the counts that stand in the registry. */
let first;
let second;
let people;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  folder = await mkdtemp(path.join(tmpdir(), 'linli-e2e-borders-'));
  const dwellings = await demo.table('dwellings');
  const estates = new Map();
  for (const { community_code: community, estate } of dwellings) {
    const key = `${community},${estate}`;
    estates.set(key, (estates.get(key) ?? 0) + 1);
  }
  [first, second] = [...estates].map(([key, count]) => ({ key, count }));
  people = (await demo.people()).filter(
    (person) => person.deceased === 'false' && person.community_code.startsWith(STREET),
  );
});
after(async () => {
  await browser?.close();
  await demo?.stop();
  await rm(folder, { recursive: true, force: true });
});

const journey = journeyWith(() => browser);
const sheet = async (name, lines) => {
  const file = path.join(folder, name);
  await writeFile(file, `${[HEAD, ...lines].join('\n')}\n`);
  return file;
};
/** The figure of a unit in a column, as it stands on the page. */
const cell = (row, column) => row.locator('td').nth(column);

journey('the street starts from a sheet with its estates of today', async () => {
  street = await signIn(browser, demo, `jd${STREET}`);
  await street.getByTestId('nav-figures').click();
  await street.getByTestId('to-borders').click();
  const file = await download(street, () => street.getByTestId('border-sheet').click());
  const [header, ...rows] = (await readWorkbook(file.bytes)).rows;
  assert.deepEqual(header, HEAD.split(','));
  const keys = rows.map((row) => `${row[1]},${row[2]}`);
  assert.ok(keys.includes(first.key), `${first.key} is not in ${keys}`);
});

journey('mistakes come back with their rows, and nothing is kept', async () => {
  await street.getByTestId('border-new').click();
  const bad = await sheet(`${PLAN}.csv`, ['甲网格,没有的社区,,,', `乙网格,${first.key},9,3`]);
  await street.getByTestId('border-file').setInputFiles(bad);
  const faults = await shows(street.getByTestId('border-faults'), '2 行有问题，方案没有保存');
  assert.match(faults, /第 2 行：.*没有的社区/);
  assert.match(faults, /第 3 行：.*起号9大于止号3/);
});

journey('a sound plan shows its units, the overlap and what is in none', async () => {
  const lines = [`甲网格,${first.key},,`, `乙网格,${second.key},,`, `乙网格,${first.key},1,999`];
  await street.getByTestId('border-file').setInputFiles(await sheet(`${PLAN}.csv`, lines));
  await street.waitForURL(/\/borders\/\d+$/);
  await shows(street.getByTestId('page-title'), PLAN);
  await shows(street.getByTestId('border-units'), new RegExp(`甲网格\\s*${first.count} 套\\s*乙网格\\s*${second.count} 套`));
  await shows(street.getByTestId('border-notes'), '第 4 行：有');
  await street.getByTestId('border-gaps').getByRole('listitem').first().waitFor();
});

journey('figures by the plan add up to the street', async () => {
  await street.getByTestId('border-figures').click();
  await street.getByTestId('figures-rule').fill('年龄 >= 80');
  await street.getByTestId('figures-label').fill('80岁以上');
  await street.getByTestId('figures-ask').click();
  await street.waitForURL(/\/figures\/\d+$/);
  await shows(street.getByTestId('figures-table'), '80岁以上');
  const units = street.getByTestId('figures-unit');
  assert.equal(await units.count(), 2);
  const total = street.getByTestId('figures-total');
  assert.equal(await figure(cell(total, 2)), (await demo.table('dwellings')).length);
  const none = street.getByTestId('figures-none');
  for (const column of [0, 2]) {
    const parts = [units.nth(0), units.nth(1), none];
    const counts = await Promise.all(parts.map((row) => figure(cell(row, column))));
    assert.equal(
      counts.reduce((sum, one) => sum + one),
      await figure(cell(total, column)),
    );
  }
  assert.equal(await figure(cell(total, 0)), people.length);
  assert.equal(await figure(cell(units.nth(0), 2)), first.count);
});

journey('a day before anything was delivered is refused with the first day there is', async () => {
  await street.getByTestId('page-back').click();
  await street.getByTestId('figures-day').fill('2020-06-30');
  await street.getByTestId('figures-ask').click();
  await street.getByText('2020-06-30那天系统里还没有任何数据').waitFor();
  await choose(street, 'figures-units', PLAN);
});

journey('the result is exported, and read on a phone from the cockpit on', async () => {
  await street.getByRole('link', { name: /^\d{4}-\d{2}-\d{2}/ }).first().click();
  const file = await download(street, () => street.getByTestId('figures-export').click());
  const { rows } = await readWorkbook(file.bytes);
  assert.deepEqual(
    rows.map((row) => row[0]),
    ['单元', '甲网格', '乙网格', '未划入', '合计'],
  );
  const phone = await signIn(browser, demo, `jd${STREET}`, PHONE);
  await phone.goto('/cockpit');
  await phone.getByTestId('cockpit-figures').click();
  await phone.getByTestId('figures-ask').click();
  await shows(phone.getByTestId('figures-total'), '合计');
  await eventually(async () => {
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= PHONE.width, `the page is ${wide} wide`);
  });
});
