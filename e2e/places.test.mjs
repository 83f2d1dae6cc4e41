// Places, as a community worker checks them: from the tag to its list, one tap with what was found, and its way back.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { choose, eventually, figure, journeyWith, openBrowser, PHONE, shows, signIn } from './browser.mjs';
import { startDemo } from './server.mjs';

let demo;
let browser;
let account;
let worker;
/** How many small restaurants the community has. */
let small;

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
const total = (page) => page.getByTestId('places-total');
/** Waits until the list has so many places. */
const has = (page, wanted) =>
  eventually(async () => {
    const found = await figure(total(page));
    assert.ok(typeof wanted === 'function' ? wanted(found) : found === wanted, `${found} places`);
    return found;
  });
/** A picture for whoever looks over the pages; only where a folder for them is named. */
async function picture(page, name) {
  const folder = process.env.LINLI_PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

journey('a tag of places opens its list, which is cut to one kind', async () => {
  worker = await signIn(browser, demo, account.login);
  await worker.goto('/tags/view?name=九小场所');
  await worker.getByTestId('tag-places').click();
  await worker.waitForURL(/\/places\?tags=/);
  const all = await has(worker, (found) => found > 0);
  await choose(worker, 'places-small-kind', '餐饮场所');
  small = await has(worker, (found) => found > 0 && found < all);
  await shows(worker.getByTestId('places-row-0'), '九小场所');
  await picture(worker, 'places-list');
});

journey('one tap says that a place has moved; it leaves the list and comes back when that is taken back', async () => {
  const row = worker.getByTestId('places-row-0');
  const name = (await row.getByRole('link').first().innerText()).trim();
  await row.getByTestId('outcome-3').click();
  await shows(worker.getByTestId('outcome-bar'), `“${name}”已记为搬离`);
  await has(worker, small - 1);
  await worker.getByTestId('outcome-undo').click();
  await worker.getByTestId('outcome-bar').waitFor({ state: 'detached' });
  await has(worker, small);
  await shows(worker.getByTestId('places-row-0'), name);
});

journey('the page of a place says why it is one of 九小场所 and where both addresses lead', async () => {
  await worker.getByTestId('places-row-0').getByRole('link').first().click();
  await shows(worker.getByTestId('small-sentence'), /餐饮场所，座位数\d+座（少于100座），属于九小场所。/);
  await shows(worker.getByTestId('small-card'), '第三十条');
  await shows(worker.getByTestId('site-working'), '经营地址');
  await shows(worker.getByTestId('place-checks'), '还没有人到现场核查过');
  await worker.getByTestId('outcome-4').click();
  await shows(worker.getByTestId('small-sentence'), '现场核查为“查无”，不算九小场所。');
  await picture(worker, 'place-page');
  await worker.locator('[data-test^="check-undo-"]').first().click();
  await shows(worker.getByTestId('small-sentence'), '属于九小场所');
});

journey('a size that is missing is asked for and filled in on the spot', async () => {
  await worker.goto('/places?untold=九小场所&small_kind=2');
  const untold = await has(worker, (found) => found > 0);
  await worker.getByTestId('places-row-0').getByTestId('outcome-more').click();
  const dialog = worker.getByTestId('outcome-dialog');
  await shows(dialog, '少于100座');
  await dialog.getByTestId('dialog-size-seats').fill('很多');
  await worker.getByTestId('dialog-send').click();
  await shows(dialog, '不合规则');
  await dialog.getByTestId('dialog-size-seats').fill('40');
  await picture(worker, 'places-dialog');
  await worker.getByTestId('dialog-send').click();
  await has(worker, untold - 1);
});

journey('who was not checked for longest comes first, and other addresses have a list of their own', async () => {
  await worker.goto('/places');
  const all = await has(worker, (found) => found > 0);
  await worker.getByTestId('places-unchecked').click();
  await worker.waitForURL(/unchecked=1/);
  await has(worker, all - 1);
  await shows(worker.getByTestId('places-row-0'), '没有核查过');
  await worker.goto('/places?tags=地址不符');
  await has(worker, (found) => found > 0 && found < all);
  await worker.getByTestId('places-row-0').getByRole('link').first().click();
  await shows(worker.getByTestId('sites-sentence'), '登记住所与经营地址');
  await picture(worker, 'place-mismatch');
});

journey('on a phone each place is a card with the same taps', async () => {
  const phone = await signIn(browser, demo, account.login, PHONE);
  await phone.goto('/places?tags=九小场所');
  await has(phone, (found) => found > 0);
  const card = phone.getByTestId('places-row-0');
  await card.getByTestId('outcome-2').tap();
  await shows(phone.getByTestId('outcome-bar'), '已记为停业');
  await shows(card, '停业');
  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= PHONE.width, `the page is ${width} wide`);
  await picture(phone, 'places-phone');
  await phone.getByTestId('outcome-undo').tap();
  await phone.getByTestId('outcome-bar').waitFor({ state: 'detached' });
  await card.getByRole('link').first().tap();
  await phone.getByTestId('small-card').waitFor();
  await picture(phone, 'place-phone');
});
