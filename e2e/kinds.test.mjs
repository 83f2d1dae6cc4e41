// Objects of a self-defined kind through time: what each was, the way back, a past day, an import taken back, a kind put away.
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

let demo;
let browser;
let account;
let street;
let worker;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  [account] = demo.workers();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);
const total = (page, wanted) =>
  eventually(async () => assert.equal(await figure(page.getByTestId('items-total')), wanted));
const upload = (page, lines) =>
  page
    .getByTestId('items-upload')
    .setInputFiles({ name: '路灯.csv', mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });
/** The row of an object by its number. */
const rowOf = (page, number) =>
  page.locator('[data-test^="items-row-"]').filter({ hasText: number }).first();

journey('a street says which field is the number, and units are still there when the kind is changed', async () => {
  street = await signIn(browser, demo, `jd${codeOf(account).slice(0, 9)}`);
  await street.goto('/kinds');
  await street.getByTestId('kind-new').click();
  await street.getByTestId('kind-name').fill('路灯');
  await street.getByTestId('field-0-label').fill('编号');
  await street.getByTestId('field-0-key').click();
  await street.getByTestId('field-add').click();
  await street.getByTestId('field-1-label').fill('状况');
  await choose(street, 'field-1-kind', '选项');
  await street.getByTestId('field-1-options').fill('完好、破损、缺失');
  await street.getByTestId('field-add').click();
  await street.getByTestId('field-2-label').fill('高度');
  await choose(street, 'field-2-kind', '数字');
  await street.getByTestId('field-2-unit').fill('米');
  await street.getByTestId('kind-save').click();
  await street.waitForURL(/\/kinds\/\d+$/);
  await shows(street.getByTestId('items-table'), '高度（米）');
  await street.getByTestId('kind-change').click();
  await street.getByTestId('kind-note').fill('城市部件');
  await street.getByTestId('kind-save').click();
  await street.getByTestId('kind-dialog').waitFor({ state: 'hidden' });
  await street.reload();
  await shows(street.getByTestId('items-table'), '高度（米）');
});

journey('a community changes an object, reads what it was, and brings it back', async () => {
  worker = await signIn(browser, demo, account.login);
  await worker.goto(new URL(street.url()).pathname);
  await worker.getByTestId('item-new').click();
  await worker.getByTestId('item-f1').fill('台-1');
  await choose(worker, 'item-f2', '完好');
  await worker.getByTestId('item-save').click();
  await total(worker, 1);
  await rowOf(worker, '台-1').getByText('修改').click();
  await choose(worker, 'item-f2', '破损');
  await worker.getByTestId('item-save').click();
  await shows(rowOf(worker, '台-1'), '破损');
  await rowOf(worker, '台-1').getByText('历史').click();
  const drawer = worker.getByTestId('item-history');
  await shows(drawer.getByTestId('version-2'), new RegExp(`\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d ${account.name}.*：状况 完好 → 破损`));
  await shows(drawer.getByTestId('version-1'), '登记：编号 台-1，状况 完好');
  await drawer.getByTestId('version-1-restore').click();
  await confirm(worker, '恢复本身也记入历史', '恢复');
  await shows(drawer.getByTestId('version-3'), '恢复：状况 破损 → 完好');
  await worker.keyboard.press('Escape');
  await shows(rowOf(worker, '台-1'), '完好');
});

journey('an object with the number of another is refused', async () => {
  await worker.getByTestId('item-new').click();
  await worker.getByTestId('item-f1').fill('台-1');
  await worker.getByTestId('item-save').click();
  await shows(worker.getByTestId('item-dialog'), '这个编号在同一区划内已经登记过');
  await worker.getByTestId('item-dialog').getByText('取消').click();
});

journey('an import finds what is there by its number, and is taken back but for what was changed since', async () => {
  await worker.getByTestId('items-import').click();
  await upload(worker, ['编号,状况', '台-1,破损', '台-2,完好', '台-3,完好']);
  await shows(worker.getByTestId('items-imported'), /导入 2 条，更新 1 条。/);
  await total(worker, 3);
  await upload(worker, ['编号,状况', '台-1,破损', '台-2,完好']);
  await shows(worker.getByTestId('items-imported'), '导入 0 条，2 行与已登记的相同');
  await total(worker, 3);
  await rowOf(worker, '台-3').getByText('修改').click();
  await choose(worker, 'item-f2', '缺失');
  await worker.getByTestId('item-save').click();
  await shows(rowOf(worker, '台-3'), '缺失');
  await worker.getByTestId('imports').locator('summary').click();
  await worker.locator('[data-test^="import-"][data-test$="-undo"]').click();
  await confirm(worker, '导入后又被人改过或删除的保持现状', '撤销导入');
  await shows(worker.getByTestId('items-undone'), /删除 1 条，恢复 1 条；1 条在导入后又有变动，保持现状[\s\S]*台-3：已被修改/);
  await total(worker, 2);
  await shows(rowOf(worker, '台-1'), '完好');
});

journey('what was removed is still found and comes back', async () => {
  await rowOf(worker, '台-3').getByText('删除').click();
  await confirm(worker, '内容和历史仍然保留', '删除');
  await total(worker, 1);
  await worker.getByTestId('items-removed').click();
  await total(worker, 2);
  await rowOf(worker, '台-3').getByText('历史').click();
  await worker.getByTestId('version-3-restore').click();
  await confirm(worker, '恢复本身也记入历史', '恢复');
  await shows(worker.getByTestId('version-4'), '恢复');
  await worker.keyboard.press('Escape');
  await worker.getByTestId('items-removed').click();
  await total(worker, 2);
});

journey('the list is searched, narrowed and ordered', async () => {
  await worker.getByTestId('items-text').fill('台-3');
  await worker.keyboard.press('Enter');
  await total(worker, 1);
  await worker.getByTestId('items-text').fill('');
  await worker.keyboard.press('Enter');
  await total(worker, 2);
  await choose(worker, 'items-choice-f2', '完好');
  await total(worker, 1);
  await shows(worker.getByTestId('items-row-0'), '台-1');
  await worker.reload();
  await worker.getByTestId('items-sort-f1').click();
  await shows(worker.getByTestId('items-row-0'), '台-1');
  await worker.getByTestId('items-sort-f1').click();
  await shows(worker.getByTestId('items-row-0'), '台-3');
});

journey('a past day is looked at and taken away, not changed', async () => {
  const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  await worker.getByTestId('items-known').fill(yesterday);
  await shows(worker.getByTestId('items-known-note'), '只能查看和导出');
  await shows(worker.getByTestId('items-table'), '那一天没有登记');
  const file = await download(worker, () => worker.getByTestId('items-export').click());
  assert.equal(file.name, `路灯（${yesterday}当时所知）.xlsx`);
  assert.equal(await worker.getByText('历史', { exact: true }).count(), 0);
  await worker.getByText('看现在').click();
  await total(worker, 2);
});

journey('a history can be read on a phone', async () => {
  const phone = await signIn(browser, demo, account.login, PHONE);
  await phone.goto(new URL(worker.url()).pathname);
  await rowOf(phone, '台-1').getByText('历史').click();
  await shows(phone.getByTestId('version-1'), '登记');
  await phone.keyboard.press('Escape');
  const wide = await phone.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
  assert.equal(wide, false, 'nothing sticks out of a phone');
  await phone.context().close();
});

journey('the street puts the kind away and takes it out again', async () => {
  await street.reload();
  await total(street, 2);
  await street.getByTestId('kind-away').click();
  await confirm(street, '它的 2 条登记不再出现在名单、导入和导出里', '停用');
  await street.waitForURL(/\/kinds$/);
  await shows(street.getByTestId('kinds-table'), '还没有自定义对象');
  await street.getByTestId('kinds-away').click();
  await shows(street.getByTestId('kinds-row-0'), '路灯');
  await street.getByText('恢复使用').click();
  await shows(street.getByTestId('kinds-table'), '没有停用的对象');
  await worker.reload();
  await total(worker, 2);
});
