// The browser that the journeys are made with, and the few gestures that they share.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, selectors } from 'playwright-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };
/** How long to wait for a condition; a busy machine needs patience, a healthy one never waits this long. */
export const PATIENCE = 60_000;

selectors.setTestIdAttribute('data-test');

export async function openBrowser() {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (!executablePath) throw new Error(`no browser at ${PLACES.join(', ')}: install the package chromium`);
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A window of its own, with its own cookies, as on another person's desk. */
export async function openWindow(browser, demo, viewport = DESK) {
  const phone = viewport === PHONE;
  const context = await browser.newContext({
    baseURL: demo.address,
    viewport,
    hasTouch: phone,
    isMobile: phone,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  return page;
}

/** Signs in through the sign-in page and waits for the workbench. */
export async function signIn(browser, demo, login, viewport = DESK) {
  const page = await openWindow(browser, demo, viewport);
  const { password } = demo.account(login);
  await page.goto('/signin');
  await page.getByTestId('signin-login').fill(login);
  await page.getByTestId('signin-password').fill(password);
  await page.getByTestId('signin-submit').click();
  await page.waitForURL('**/workbench');
  await page.getByRole('heading', { name: '等我处理' }).waitFor();
  return page;
}

/** Tries again until `check` no longer fails, and answers what it answers. */
export async function eventually(check, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Waits until an element shows a text (or matches a pattern), and answers its whole text. */
export function shows(locator, wanted) {
  return eventually(async () => {
    const text = (await locator.innerText({ timeout: 5_000 })).trim();
    if (wanted instanceof RegExp) assert.match(text, wanted);
    else assert.ok(text.includes(wanted), `“${wanted}” is not in “${text}”`);
    return text;
  });
}

/** A number as it stands on a screen, such as "1,446". */
export const figure = async (locator) => Number((await locator.innerText()).replaceAll(',', ''));

/** Chooses an option of a drop-down by its words. */
export async function choose(page, testId, option) {
  await page.getByTestId(testId).click();
  await page.locator('.el-select-dropdown:visible').getByRole('option', { name: option }).first().click();
}

/** Says yes in the question that stands in front of the page. */
export async function confirm(page, question, yes) {
  const box = page.getByRole('dialog').filter({ hasText: question });
  await box.waitFor();
  await box.getByRole('button', { name: yes, exact: true }).click();
  await box.waitFor({ state: 'hidden' });
}

/** Starts a download with `act` and answers the file's name and bytes. */
export async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent('download'), act()]);
  const parts = [];
  for await (const part of await file.createReadStream()) parts.push(part);
  return { name: file.suggestedFilename(), bytes: Buffer.concat(parts) };
}

/**
 * Names the steps of one journey. A step that fails leaves a picture of every open window in e2e/failures,
 * and the steps after it are skipped, because they stand on it.
 */
export function journeyWith(browserOf) {
  let broken = false;
  return (name, step) =>
    test(name, async (context) => {
      if (broken) return context.skip('an earlier step failed');
      const pages = () =>
        browserOf()
          .contexts()
          .flatMap((each) => each.pages());
      try {
        await step();
        for (const page of pages()) assert.deepEqual(page.errors, [], `scripts failed at ${page.url()}`);
      } catch (error) {
        broken = true;
        await keepPictures(pages(), name);
        throw error;
      }
    });
}

async function keepPictures(pages, name) {
  const folder = path.join(HERE, 'failures');
  await mkdir(folder, { recursive: true });
  for (const [at, page] of pages.entries()) {
    const file = path.join(folder, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${at + 1}.png`);
    await page.screenshot({ path: file }).catch(() => undefined);
  }
}
