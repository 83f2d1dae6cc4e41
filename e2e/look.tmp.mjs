import path from 'node:path';
import { openBrowser, signIn, PHONE, DESK } from '/tmp/wt/compare/e2e/browser.mjs';
import { startDemo, codeOf } from '/tmp/wt/compare/e2e/server.mjs';
const OUT = '/tmp/wt/shots'; import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync(OUT, { recursive: true });
const browser = await openBrowser(); const demo = await startDemo();
try {
const post = (page, url, body) => page.evaluate(async ([url, body]) => { const r = await fetch(url, { method: 'POST', headers: { 'x-linli': '1', 'content-type': 'application/json' }, body: JSON.stringify(body) }); return r.status === 204 ? null : r.json(); }, [url, body]);
const centre = await signIn(browser, demo, 'shuju');
const made = await post(centre, '/api/comparisons', { title: '津贴名册与社区台账', each_delivery: true, definition: { left: { kind: 'source', source: 'minzheng-gaoling' }, right: { kind: 'source', source: 'shequ-zoufang' }, keys: [['id_number'], ['name', 'birth_date']], fields: ['name', 'birth_date', 'home_address', 'phone'], only_left: true, only_right: false } });
await centre.waitForTimeout(2500);
await post(centre, `/api/comparisons/${made.id}/runs`, {}); await centre.waitForTimeout(2500);
const [account] = demo.workers();
const people = (await demo.people()).filter((p) => p.deceased === 'false' && p.community_code === codeOf(account) && p.hukou_community_code === codeOf(account));
const worker = await signIn(browser, demo, account.login);
for (const [i, el] of ['name', 'birth_date', 'hukou_address'].entries()) await post(worker, '/api/contests', { entity: Number(people[i % 2].person_id), element: el, claim: el === 'name' ? '李改正' : null, reason: '入户走访时看过户口簿，与此不同' });
const shoot = async (page, url, name, full = false) => { await page.goto(url); await page.waitForTimeout(1500); await page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: full }); };
await shoot(centre, '/comparisons', 'd-comparisons'); await shoot(centre, `/comparisons/${made.id}`, 'd-comparison', false);
await centre.getByTestId('runs').click(); await centre.waitForTimeout(300); await centre.screenshot({ path: `${OUT}/d-comparison-runs.png` });
await shoot(centre, '/comparisons/new', 'd-new'); await shoot(centre, '/contests', 'd-contests'); await shoot(centre, '/cutovers', 'd-cutovers');
await shoot(worker, `/people/${people[0].person_id}`, 'd-person');
await worker.getByTestId('why-sex').click().catch(()=>{}); await worker.waitForTimeout(500); await worker.screenshot({ path: `${OUT}/d-why.png` });
await shoot(worker, '/workbench', 'd-workbench'); await shoot(worker, `/comparisons/${made.id}`, 'd-worker-comparison');
const close = worker.locator('[data-test^="item-"][data-test$="-close"]').first(); if (await close.count()) { await close.click(); await worker.waitForTimeout(500); await worker.screenshot({ path: `${OUT}/d-outcome.png` }); }
const phone = await signIn(browser, demo, account.login, PHONE);
await shoot(phone, `/comparisons/${made.id}`, 'p-comparison'); await shoot(phone, '/contests', 'p-contests'); await shoot(phone, `/people/${people[0].person_id}`, 'p-person'); await shoot(phone, '/comparisons', 'p-comparisons');
const cphone = await signIn(browser, demo, 'shuju', PHONE); await shoot(cphone, '/comparisons/new', 'p-new'); await shoot(cphone, '/cutovers', 'p-cutovers');
} finally { await browser.close(); await demo.stop(); }
