// 平移: an old system's tables tried out, taken over with the shipped example, reconciled and rolled back.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { confirm, journeyWith, openBrowser, shows, signIn } from './browser.mjs';
import { startDemo } from './server.mjs';

const EXAMPLE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../examples/migration.toml');
const ROWS = 12;

let demo;
let browser;
let folder;
let centre;
let files;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  folder = await mkdtemp(path.join(tmpdir(), 'linli-e2e-old-'));
  files = await oldTables();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
  await rm(folder, { recursive: true, force: true });
});

const journey = journeyWith(() => browser);

journey('an officer of another department has no 平移', async () => {
  const officer = await signIn(browser, demo, 'minzheng');
  await officer.getByTestId('nav-deliveries').waitFor();
  assert.equal(await officer.getByTestId('nav-cutovers').count(), 0);
  await officer.context().close();
});

journey('the data centre is told what is missing', async () => {
  centre = await signIn(browser, demo, 'shuju');
  await centre.getByTestId('nav-cutovers').click();
  await centre.getByTestId('cutover-check').click();
  await centre.getByText('请加上 .toml 对照文件。').waitFor();
  await centre.getByTestId('cutover-files').setInputFiles([EXAMPLE, files[0]]);
  await shows(centre.getByTestId('cutover-given'), 'resident.csv');
  await centre.getByTestId('cutover-check').click();
  await shows(centre.getByTestId('problem'), '还缺“subsidy”表');
});

journey('a dry run reads everything and writes nothing', async () => {
  const known = (await demo.people()).length;
  await centre.getByTestId('cutover-files').setInputFiles([files[1]]);
  await centre.getByTestId('cutover-check').click();
  const residents = centre.getByTestId('table-resident');
  await shows(residents, '逐项一致');
  await shows(residents, `可入库 ${ROWS} 行`);
  await shows(residents, '没有对照的列：MZ');
  await shows(centre.getByTestId('table-subsidy'), '1200.5 / 1200.5');
  await centre.getByTestId('cutover-sample').locator('summary').click();
  const sample = await centre.getByTestId('cutover-sample').innerText();
  assert.match(sample, /试平移/);
  assert.doesNotMatch(sample, /\d{17}[\dX]/, 'identity numbers are masked');
  assert.equal((await demo.people()).length, known);
});

journey('the cut-over brings the rows and their people', async () => {
  await centre.getByTestId('cutover-run').click();
  await confirm(centre, '可以整体回滚', '平移');
  await shows(centre.getByTestId('cutover-report'), '对账');
  await shows(centre.getByTestId('cutover-1'), '已平移');
  const people = await demo.people();
  assert.equal(people.filter((person) => person.name.startsWith('试平移')).length, ROWS);
});

journey('it is rolled back as a whole, to what was before', async () => {
  await centre.getByTestId('cutover-1-rollback').click();
  await confirm(centre, '全部从底账撤出', '回滚');
  await centre.getByText('已回滚，底账与平移之前完全相同。').waitFor();
  await shows(centre.getByTestId('cutover-1'), '已回滚');
  const people = await demo.people();
  assert.equal(people.filter((person) => person.name.startsWith('试平移')).length, 0);
});

/** A table of residents and one of their subsidies, as an old system exports them. */
async function oldTables() {
  const residents = ['BH,XM,SFZH,XB,CSRQ,LXDH,XZZ,CJR,CJSJ,MZ'];
  const subsidies = ['XM,SFZH,FFJE'];
  for (let at = 0; at < ROWS; at += 1) {
    const day = String(at + 1).padStart(2, '0');
    const number = idNumber(`370203193601${day}${900 + at}`);
    residents.push(
      `R${at},试平移${'甲乙丙丁戊己庚辛壬癸子丑'[at]},${number},${at % 2 === 0 ? 1 : 0},1936.1.${at + 1},1390000${1000 + at},,张,2019,汉`,
    );
    subsidies.push(`试平移${'甲乙丙丁戊己庚辛壬癸子丑'[at]},${number},${at === 0 ? '100.5' : '100'}`);
  }
  const paths = [path.join(folder, 'resident.csv'), path.join(folder, 'subsidy.csv')];
  await writeFile(paths[0], `${residents.join('\n')}\n`);
  await writeFile(paths[1], `${subsidies.join('\n')}\n`);
  return paths;
}

/** An identity number out of its first 17 characters (GB 11643). */
function idNumber(first) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...first].reduce((total, digit, at) => total + Number(digit) * weights[at], 0);
  return first + '10X98765432'[sum % 11];
}
