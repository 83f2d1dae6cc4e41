// The same form filled in on a phone: the menu is a drawer, rows are cards, a row is a page of fields.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { choose, confirm, eventually, journeyWith, openBrowser, PHONE, shows, signIn } from './browser.mjs';
import { startDemo, codeOf } from './server.mjs';

const FORM = 'forms/高龄津贴发放名册.xlsx';
const TITLE = '高龄津贴手机核对';
const NEW_PHONE = '13900004321';
const PHONE_COLUMN = 8;

let demo;
let browser;
let worker;
let elders;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  const [account] = demo.workers();
  elders = (await demo.people()).filter(
    (person) =>
      Number(person.age) >= 80 && person.deceased === 'false' && person.community_code === codeOf(account),
  );
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);

journey('a form is sent down, from a phone as well', async () => {
  const officer = await signIn(browser, demo, 'minzheng', PHONE);
  await menu(officer, 'forms');
  await officer.getByTestId('tab-templates').click();
  await officer.getByTestId('template-upload').setInputFiles(demo.sample(FORM));
  await officer.getByTestId('template-confirm').click();
  await officer.getByTestId('template-dispatch').click();
  await officer.getByTestId('compose-title').fill(TITLE);
  await officer.getByTestId('compose-due').fill('2099-12-31');
  await choose(officer, 'compose-duty', '高龄津贴对象核对');
  await choose(officer, 'tags-all', '高龄老人');
  await officer.keyboard.press('Escape');
  await officer.getByText('名单：实住在本辖区，高龄老人').waitFor();
  await officer.getByTestId('area-checks').waitFor();
  await officer.getByTestId('request-create').click();
  await confirm(officer, '下发任务', '下发');
  await officer.waitForURL(/\/forms\/requests\/\d+$/);
  await nothingStandsOut(officer);
});

journey('the worker reaches every page through the drawer', async () => {
  worker = await signIn(browser, demo, demo.workers()[0].login, PHONE);
  await nothingStandsOut(worker);
  for (const [word, ready] of [
    ['people', 'people-total'],
    ['dwellings', 'estates-row-0'],
    ['unplaced', 'unplaced-total'],
    ['places', 'places-total'],
    ['forms', 'requests-row-0'],
    ['workbench', 'work-items'],
  ]) {
    await menu(worker, word);
    await worker.getByTestId(ready).waitFor();
    await nothingStandsOut(worker);
  }
});

journey('the form opens as cards, and a card as fields with their sources', async () => {
  await worker.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE }).click();
  await worker.getByTestId('fill-cards').waitFor();
  assert.equal(await worker.getByTestId('fill-grid').count(), 0, 'no sheet on a phone');
  await eventually(async () => assert.equal(await cards().count(), elders.length));
  await nothingStandsOut(worker);
  await worker.getByTestId('card-0').click();
  const form = worker.getByTestId('row-form');
  await shows(form, /来源 .+\s+\d{4}-\d{2}-\d{2}/);
  await nothingStandsOut(worker);
});

journey('a phone number is corrected in its field; one that is none is told beside it', async () => {
  const field = worker.getByTestId(`card-cell-0-${PHONE_COLUMN}`);
  await field.fill('12345');
  await field.blur();
  await shows(worker.getByTestId('row-form').getByTestId('save-state'), '1 格没有保存');
  await field.fill(NEW_PHONE);
  await field.blur();
  await shows(worker.getByTestId('row-form').getByTestId('save-state'), '已自动保存');
  await shows(worker.getByTestId('row-form'), '139****4321');
  await worker.getByTestId('row-next').click();
  await shows(worker.getByTestId('row-form'), `（2/${elders.length}）`);
  await worker
    .getByTestId('row-form')
    .getByRole('button', { name: 'Close' })
    .or(worker.locator('.el-drawer__close-btn:visible'))
    .first()
    .click();
  await shows(worker.getByTestId('card-0'), '✎ 1');
});

journey('the form is submitted', async () => {
  await worker.getByTestId('submit-submission').click();
  await confirm(worker, '提交给街道', '提交');
  await shows(worker.getByTestId('submission-state'), '待街道审核');
});

const cards = () => worker.locator('[data-test^="card-"]:not([data-test^="card-cell-"])');

/** Opens a page through the drawer behind the menu button. */
async function menu(page, word) {
  await page.getByTestId('nav-open').click();
  await page.getByTestId(`nav-${word}`).click();
  await page.getByTestId(`nav-${word}`).waitFor({ state: 'hidden' });
}

/** Fails when a page can be moved sideways, because something is wider than the phone. */
async function nothingStandsOut(page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `${page.url()} is ${content - window} pixels wider than the phone`);
}
