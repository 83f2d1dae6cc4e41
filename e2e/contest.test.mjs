// A value marked wrong, from the community that knows better to the department it is from and back.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { eventually, journeyWith, openBrowser, shows, signIn } from './browser.mjs';
import { codeOf, startDemo } from './server.mjs';

const REASON = '入户时看过户口簿，名字不同';
const NEW_NAME = '李改正';

let demo;
let browser;
let worker;
let centre;
let person;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  const [account] = demo.workers();
  const registry = await demo.people();
  // Registered and old: on the police's list, so that a department answers for the name, and on the form.
  [person] = registry.filter(
    (each) =>
      each.deceased === 'false' &&
      each.community_code === codeOf(account) &&
      each.hukou_community_code === codeOf(account) &&
      Number(each.age) >= 80 &&
      registry.filter((other) => other.name === each.name).length === 1,
  );
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);
const first = (page) => page.locator('article[data-test^="contest-"]').first();
const act = (page, name) => first(page).locator(`[data-test$="-${name}"]`);

journey('a worker marks a value wrong and says why', async () => {
  worker = await signIn(browser, demo, demo.workers()[0].login);
  await worker.goto(`/people/${person.person_id}`);
  await worker.getByTestId('why-name').click();
  await worker.getByTestId('contest-name').click();
  await worker.getByTestId('contest-claim').fill(NEW_NAME);
  await worker.getByTestId('contest-send').click();
  await worker.getByText('请写明理由').waitFor();
  await worker.getByTestId('contest-reason').fill(REASON);
  await worker.getByTestId('contest-send').click();
  await shows(worker.getByTestId('doubt-name'), '存疑');
});

journey('the value stays in sight, struck through', async () => {
  const value = worker.getByTestId('fact-value-name');
  await shows(value, person.name);
  const line = await value.evaluate((element) => getComputedStyle(element).textDecorationLine);
  assert.equal(line, 'line-through');
  await worker.getByText('姓名存疑').waitFor();
  await worker.getByTestId('why-name').click();
  await worker.getByText('已有人提出存疑').waitFor();
  await worker.keyboard.press('Escape');
});

journey('a form that is filled from it says so too', async () => {
  const officer = await signIn(browser, demo, 'minzheng');
  await officer.getByTestId('nav-forms').click();
  await officer.getByTestId('tab-templates').click();
  await officer.getByTestId('template-upload').setInputFiles(demo.sample('forms/高龄津贴发放名册.xlsx'));
  await officer.waitForURL(/\/forms\/templates\/\d+/);
  const template = Number(/\d+$/.exec(new URL(officer.url()).pathname)[0]);
  const made = await officer.evaluate(
    async ([id]) => {
      const answer = await fetch('/api/requests', {
        method: 'POST',
        headers: { 'x-linli': '1', 'content-type': 'application/json' },
        body: JSON.stringify({
          template_id: id,
          title: '高龄津贴核对',
          population: { tags_all: ['高龄老人'], basis: 'home', alive: true },
          due: '2099-12-31',
          duty: 'elder-allowance',
        }),
      });
      return answer.status;
    },
    [template],
  );
  assert.equal(made, 201);
  await worker.goto('/workbench');
  await worker.getByTestId('work-items').getByRole('link').filter({ hasText: '高龄津贴核对' }).click();
  await worker.waitForURL(/\/forms\/submissions\/\d+/);
  await shows(worker.getByTestId('cell-doubt').first(), '存疑');
  await officer.context().close();
});

journey('the department finds it with its clock and corrects the value', async () => {
  centre = await signIn(browser, demo, 'shuju');
  await centre.getByTestId('nav-contests').click();
  await shows(centre.getByTestId('contests-total'), '1 条');
  await shows(first(centre), REASON);
  await shows(first(centre), /还有 \d+ 天|明天截止|今天截止/);
  await act(centre, 'answer').click();
  await eventually(async () =>
    assert.equal(await centre.getByTestId('answer-value').inputValue(), NEW_NAME, 'the claim is offered'),
  );
  await centre.getByTestId('answer-send').click();
  await centre.getByText('没有待答复的存疑。').waitFor();
});

journey('the page shows the corrected value, from the same source, without a doubt', async () => {
  await worker.goto(`/people/${person.person_id}`);
  await shows(worker.getByTestId('fact-value-name'), NEW_NAME);
  assert.equal(await worker.getByTestId('doubt-name').count(), 0);
  await worker.getByTestId('why-name').click();
  await shows(worker.getByTestId('why-panel').filter({ hasText: '为什么“姓名”' }), person.name);
  await worker.keyboard.press('Escape');
});

journey('the worker accepts the answer', async () => {
  await worker.goto('/workbench');
  await worker.getByTestId('work-items').getByRole('link').filter({ hasText: '存疑已答复' }).click();
  await shows(worker.getByTestId('contest-corrected'), NEW_NAME);
  await act(worker, 'close').click();
  await worker.getByText('没有等待确认的答复。').waitFor();
  await worker.getByTestId('contests-closed').click();
  await shows(first(worker), '已办结');
});

journey('an answer that does not settle it goes back once', async () => {
  await worker.goto(`/people/${person.person_id}`);
  await worker.getByTestId('why-birth_date').click();
  await worker.getByTestId('contest-birth_date').click();
  await worker.getByTestId('contest-reason').fill('本人说生日不对');
  await worker.getByTestId('contest-send').click();
  await worker.getByTestId('doubt-birth_date').waitFor();
  await answer('upheld', '户籍底册即为此日');
  await worker.goto('/contests?show=answered');
  await shows(first(worker), '维持原值');
  await act(worker, 'reopen').click();
  await worker.getByTestId('reopen-reason').fill('本人出示了出生医学证明');
  await worker.getByTestId('reopen-send').click();
  await worker.getByText('没有等待确认的答复。').waitFor();
  await answer('unclear', '派出所查无此变更');
  await worker.reload();
  await shows(first(worker), '无法核实');
  assert.equal(await act(worker, 'reopen').count(), 0, 'it cannot be opened a third time');
});

async function answer(outcome, reason) {
  await centre.goto('/contests?show=open');
  await act(centre, 'answer').click();
  await centre.getByTestId(`answer-${outcome}`).click();
  await centre.getByTestId('answer-reason').fill(reason);
  await centre.getByTestId('answer-send').click();
  await centre.getByText('没有待答复的存疑。').waitFor();
}
