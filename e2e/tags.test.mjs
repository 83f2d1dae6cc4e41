// A tag from a street's proposal over the department and the data centre into force, and to the list.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { eventually, journeyWith, openBrowser, PHONE, shows, signIn } from './browser.mjs';
import { startDemo, STREET } from './server.mjs';

const NAME = '助餐服务对象';

let demo;
let browser;
let street;
let proposal;
let counted;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);
const figure = (text) => Number(/[\d,]+/.exec(text)[0].replaceAll(',', ''));

journey('a street officer writes a rule; a mistake is shown where it stands', async () => {
  street = await signIn(browser, demo, `jd${STREET}`);
  await street.getByTestId('nav-tags').click();
  await street.getByTestId('tags-propose').click();
  await street.getByTestId('draft-name').fill(NAME);
  await street.getByTestId('rule-text').fill('年龄 >= 75 且 健再');
  await shows(street.getByTestId('rule-fault'), '第 1 行第 12 个字');
  await shows(street.locator('mark'), '健再');
  await street.getByTestId('rule-text').fill('年龄 >= 75 且 健在');
  await street.getByTestId('rule-fault').waitFor({ state: 'detached' });
  await shows(street.getByTestId('rule-sentence'), '75');
});

journey('looks at what it would come to, and proposes it', async () => {
  await street.getByTestId('draft-definition').fill('年满七十五周岁、健在的老人');
  await street.getByTestId('draft-department').fill('民政局');
  await street.getByTestId('draft-basis').fill('市北区基本养老服务清单第三条');
  await street.getByTestId('draft-preview').click();
  const preview = street.getByTestId('preview');
  await shows(preview.getByTestId('preview-similar'), '65岁以上老年人');
  await shows(preview.getByTestId('preview-samples'), /\*/);
  counted = figure(await preview.getByTestId('rule-yes').innerText());
  assert.ok(counted > 0);
  await street.getByTestId('draft-send').click();
  await street.getByText('请填写理由').waitFor();
  await street.getByTestId('draft-reason').fill('街道助餐点按此名单服务');
  await street.getByTestId('draft-send').click();
  await street.waitForURL(/\/tags\/proposals\/\d+/);
  proposal = new URL(street.url()).pathname;
  await shows(street.getByTestId('proposal-state'), '办理中');
  assert.equal(await street.getByTestId('proposal-agree').count(), 0, 'nobody agrees to their own');
});

journey('the department agrees, on a phone', async () => {
  const civil = await signIn(browser, demo, 'minzheng', PHONE);
  await civil.goto('/tags/proposals');
  await civil.getByText('等您办理').waitFor();
  await civil.goto('/workbench');
  await civil.getByTestId('work-items').getByRole('link').filter({ hasText: NAME }).click();
  await civil.waitForURL(`**${proposal}`);
  await civil.getByTestId('proposal-remark').fill('口径与助餐办法一致');
  await civil.getByTestId('proposal-agree').click();
  await civil.getByText('口径与助餐办法一致').waitFor();
  const wide = await civil.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false, 'nothing stands beyond the edge of a phone');
  await civil.context().close();
});

journey('the data centre approves, and the tag is in force at once', async () => {
  const centre = await signIn(browser, demo, 'shuju');
  await centre.goto(proposal);
  await centre.getByTestId('proposal-agree').click();
  await shows(centre.getByTestId('proposal-state'), '已批准');
  await centre.context().close();
  await street.getByTestId('nav-tags').click();
  await street.getByTestId('tags-find').fill(NAME);
  await shows(street.getByTestId('tags-row-0'), NAME);
  await street.getByTestId('tags-row-0').getByRole('link').click();
  await eventually(async () =>
    assert.equal(figure(await street.getByTestId('rule-yes').innerText()), counted),
  );
  await shows(street.getByTestId('definition-card'), '年满七十五周岁');
});

journey('the people who carry it are listed, and one is explained', async () => {
  await street.getByTestId('tag-people').click();
  await eventually(async () =>
    assert.equal(figure(await street.getByTestId('people-total').innerText()), counted),
  );
  await street.getByTestId('people-row-0').getByRole('link').first().click();
  await street.getByTestId('why-tags').click();
  await street.getByTestId('why-tag').waitFor();
  await shows(street.getByTestId('why-tag-sentence'), /标签/);
  await street.keyboard.press('Escape');
});

journey('a segment is built from it with 且, 或 and 非, counted on the way, and saved', async () => {
  await street.getByTestId('nav-segments').click();
  await street.getByTestId('segment-new').first().click();
  await pick('tag-0-0', NAME);
  await eventually(async () =>
    assert.equal(figure(await street.getByTestId('rule-yes').innerText()), counted),
  );
  await street.getByTestId('add-block').click();
  await pick('tag-1-0', '残疾人');
  await street.getByTestId('not-1-0').click();
  await shows(street.getByTestId('rule-sentence'), '残疾人');
  await street.getByTestId('segment-name').fill('助餐（非残疾人）');
  await street.getByTestId('segment-save').click();
  await street.waitForURL(/\/segments\/\d+/);
  const people = figure(await street.getByTestId('rule-yes').innerText());
  assert.ok(people <= counted);
  await street.getByTestId('segment-people').click();
  await eventually(async () =>
    assert.equal(figure(await street.getByTestId('people-total').innerText()), people),
  );
});

journey('the cockpit goes down to the people of a community', async () => {
  await street.getByTestId('nav-cockpit').click();
  await street.getByTestId('pyramid').locator('svg').waitFor();
  await street.getByTestId('card-population').click();
  await street.getByTestId('definition-card').first().waitFor();
  await street.keyboard.press('Escape');
  await street.locator('[data-test^="below-"]').first().click();
  const population = street.getByTestId('figure-population').locator('.value');
  await street.getByTestId('cockpit-people').waitFor();
  const people = figure(await population.innerText());
  await street.getByTestId('cockpit-people').click();
  await eventually(async () =>
    assert.equal(figure(await street.getByTestId('people-total').innerText()), people),
  );
});

journey('a tag of dwellings is previewed in dwellings, and what cannot be computed yet is listed', async () => {
  await street.goto('/tags/propose?action=change&name=自住');
  await eventually(async () =>
    assert.equal(await street.getByTestId('rule-text').inputValue(), '房屋用途 = 自住'),
  );
  await street.getByTestId('draft-preview').click();
  await shows(street.getByTestId('preview-difference'), /现行版本 [\d,]+ 套/);
  await street.getByTestId('nav-tags').click();
  const unsaid = street.getByTestId('tags-unsaid');
  await unsaid.locator('summary').click();
  await unsaid.getByText('父母外出的日期和监护情况').waitFor();
});

journey('a number of leads opens the same leads, and the cockpit is narrowed to the segment', async () => {
  await street.getByTestId('nav-cockpit').click();
  const leads = street.getByTestId('lead-count-start-untouched');
  const untouched = figure(await leads.innerText());
  assert.ok(untouched > 0);
  await leads.click();
  await eventually(async () =>
    assert.equal(figure(await street.getByTestId('leads-total').innerText()), untouched),
  );
  await street.getByTestId('nav-cockpit').click();
  const population = street.getByTestId('figure-population').locator('.value');
  const everybody = figure(await population.innerText());
  await street.getByTestId('cockpit-segment').click();
  await street.getByRole('option', { name: '助餐（非残疾人）' }).first().click();
  await shows(street.getByTestId('cockpit-segment-words'), '助餐（非残疾人）');
  const some = figure(await population.innerText());
  assert.ok(some > 0 && some < everybody);
  await population.click();
  await eventually(async () =>
    assert.equal(figure(await street.getByTestId('people-total').innerText()), some),
  );
  await street.goto('/cockpit?segment=999999');
  await street.getByTestId('cockpit-segment').getByText('已删除的人群').waitFor();
});

journey('a community asks for the names of volunteers, its street approves, and the names are there', async () => {
  const worker = await signIn(browser, demo, `sq${STREET}001`);
  await worker.getByTestId('nav-helpers').click();
  await worker.getByText('还没有名单申请').waitFor();
  // What was written for one activity is not left for the next.
  await worker.getByTestId('helper-ask').click();
  await worker.getByTestId('helper-activity').fill('文艺演出');
  await worker.getByRole('button', { name: '取消' }).click();
  await worker.getByTestId('helper-ask').click();
  assert.equal(await worker.getByTestId('helper-activity').inputValue(), '');
  await worker.getByTestId('helper-activity').fill('社区义诊');
  await worker.getByTestId('helper-ask-confirm').click();
  await worker.getByText('用途至少写 4 个字').waitFor();
  await worker.getByTestId('helper-purpose').fill('电话邀请志愿者参加义诊');
  const day = await worker.getByTestId('helper-until').getAttribute('min');
  await worker.getByTestId('helper-until').fill(day);
  await worker.getByTestId('helper-ask-confirm').click();
  await shows(worker.getByTestId('helper-state'), '待审批');
  assert.equal(await worker.getByTestId('helper-names').count(), 0, 'no names before they are approved');

  await street.goto('/workbench');
  await street.getByTestId('work-items').getByRole('link').filter({ hasText: '社区义诊' }).click();
  await street.getByTestId('helper-approve').click();
  await street.getByTestId('reason-input').fill('同意，仅限义诊联系');
  await street.getByTestId('reason-confirm').click();
  await shows(street.getByTestId('helper-state'), '已同意');

  await worker.reload();
  await worker.getByTestId('helper-names').click();
  await worker.getByTestId('helper-list').getByRole('listitem').first().waitFor();
  await worker.locator('.el-select .el-tag__close').first().click();
  await worker.getByText('请至少选一个标签').waitFor();
  assert.equal(await worker.getByTestId('helper-ask').count(), 0, 'nothing counted for other tags is left');
  await worker.context().close();
});

/** Chooses in a box that can be searched. */
async function pick(test, label) {
  await street.getByTestId(test).click();
  await street.getByTestId(test).locator('input').fill(label);
  await street.getByRole('option', { name: label }).first().click();
}
