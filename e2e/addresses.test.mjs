// An address whose estate nobody knows: the worker says which one it is, and the person has a home.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { confirm, eventually, journeyWith, openBrowser, PHONE, shows, signIn } from './browser.mjs';
import { codeOf, startDemo } from './server.mjs';

const NAME = '红旗渠大院';
const PERSON = '孙测试';

let demo;
let browser;
let account;
let worker;
let estate;

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

journey('a list arrives whose estate has another name', async () => {
  worker = await signIn(browser, demo, account.login);
  const { name, door } = await someDoor();
  estate = name;
  const rows = `姓名,身份证号码,联系电话,现住址,社区编码\n${PERSON},370203194605150020,13900000001,${NAME}${door},${codeOf(account)}\n`;
  const centre = await signIn(browser, demo, 'shuju');
  await centre.evaluate(async (text) => {
    const parts = new FormData();
    parts.append('file', new Blob([text]), '医保补充.csv');
    parts.append('source', 'yibao');
    const answer = await fetch('/api/deliveries', { method: 'POST', headers: { 'x-linli': '1' }, body: parts });
    if (!answer.ok) throw new Error(await answer.text());
  }, rows);
  await eventually(async () => {
    const [latest] = await centre.evaluate(async () => (await (await fetch('/api/deliveries?size=1')).json()).rows);
    assert.equal(latest.state, 'loaded');
  });
});

journey('the worker finds it among the unresolved addresses, masked, with its reason', async () => {
  await worker.getByTestId('nav-unplaced').click();
  await worker.getByTestId('reason-estate-unknown').click();
  await shows(worker.getByTestId('reason-advice'), '请指认');
  const row = worker.getByTestId('unplaced-table').getByRole('row').filter({ hasText: PERSON });
  await shows(row, '小区名称不明');
  await shows(row, '**');
  await shows(worker.getByTestId('unknown-names'), NAME);
});

journey('the worker says which estate it is, and the address leaves the list', async () => {
  const line = worker.locator('[data-test^="unknown-name-"]').filter({ hasText: NAME });
  await line.locator('.el-select').click();
  await worker.keyboard.type(estate);
  await worker.locator('.el-select-dropdown:visible').getByRole('option', { name: estate, exact: true }).click();
  await line.getByRole('button', { name: '指认' }).click();
  await confirm(worker, NAME, '就是它');
  await worker.getByText('1 个人员或单位重新对址').waitFor();
  await shows(worker.getByTestId('given-names'), NAME);
  await worker.getByTestId('reason-all').click();
  await eventually(async () => assert.equal(await worker.getByText(PERSON).count(), 0));
});

journey('on a phone the name can be taken back', async () => {
  const phone = await signIn(browser, demo, account.login, PHONE);
  await phone.goto('/unplaced');
  await phone.getByTestId('name-forget-0').click();
  await confirm(phone, '不再当作', '取消指认');
  await shows(phone.getByTestId('unknown-names'), NAME);
  const [content, window] = await phone.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, 'nothing is wider than the phone');
});

/** A flat with building, unit and room in the worker's community. */
async function someDoor() {
  return worker.evaluate(async (community) => {
    const ask = async (address) => (await fetch(address)).json();
    for (const { name } of await ask(`/api/estates?area=${community}`)) {
      const view = await ask(`/api/estates/view?community=${community}&name=${encodeURIComponent(name)}`);
      for (const building of view.buildings)
        for (const unit of building.units.filter((each) => /^\d+单元$/.test(each.name)))
          for (const floor of unit.floors)
            for (const { room } of floor.rooms.filter((each) => /^\d+$/.test(each.room)))
              return { name, door: `${building.name}${unit.name}${room}` };
    }
    throw new Error('no flat in a building with units');
  }, codeOf(account));
}
