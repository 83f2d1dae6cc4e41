// The main job over four sign-ins: a department's form goes down prefilled, a worker corrects a cell, the
// street accepts, the department downloads its own workbook, and the correction is in the registry.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before } from 'node:test';
import {
  choose,
  confirm,
  download,
  eventually,
  journeyWith,
  openBrowser,
  shows,
  signIn,
} from './browser.mjs';
import { startDemo, STREET } from './server.mjs';
import { readWorkbook } from './workbook.mjs';

const FORM = 'forms/高龄津贴发放名册.xlsx';
const TITLE = '2026 年高龄津贴发放核对';
const NEW_PHONE = '13900001234';
const REASON = '证件资料不全，另行补报';
const REMARK = '请再核对更正的电话';
/** Columns of the form from 0, as A, B, C … stand in the workbook. */
const COLUMN = { position: 0, name: 1, sex: 2, id: 3, birth: 4, age: 5, hukou: 6, home: 7, phone: 8 };

let demo;
let browser;
let officer;
let street;
let workers;
/** Everybody of 80 and more in the two communities, as the registry has them before the job. */
let elders;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  elders = await eldersByCommunity();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function eldersByCommunity() {
  const people = await demo.people();
  const old = people.filter((person) => Number(person.age) >= 80 && person.deceased === 'false');
  const codes = [...new Set(old.map((person) => person.community_code))].filter((code) => code.startsWith(STREET));
  const parts = codes.map((code) => {
    const members = old.filter((person) => person.community_code === code);
    return { login: `sq${code}`, code, people: members };
  });
  // The first worker is the one with most gaps to deal with: whose number is missing changes with the day
  // on which the sample is made.
  const gaps = (part) => part.people.filter((person) => !person.id_number).length;
  parts.sort((one, other) => gaps(other) - gaps(one) || kept(other).length - kept(one).length);
  const two = parts.slice(0, 2);
  assert.ok(two.length === 2 && two.every((part) => kept(part).some((person) => person.phone)), 'two communities have old people');
  return two;
}
const kept = (part) => part.people.filter((person) => person.id_number);
/** Whose phone is corrected: somebody who has one, so that the old one is shown beside it. */
const corrected = () => kept(elders[0]).find((person) => person.phone);

const journey = journeyWith(() => browser);

journey('the officer uploads the form and sees how its two-row header was read', async () => {
  officer = await signIn(browser, demo, 'minzheng');
  await officer.getByTestId('nav-forms').click();
  await officer.getByTestId('tab-templates').click();
  await officer.getByTestId('template-upload').setInputFiles(demo.sample(FORM));
  await officer.waitForURL(/\/forms\/templates\/\d+$/);
  await officer.getByText('表头在第 3–4 行').waitFor();
  const picture = officer.getByRole('region', { name: '原表表头' });
  await picture.getByText('市北区高龄津贴发放名册').waitFor();
  const spans = async (text) => {
    const cell = picture.locator('td').filter({ hasText: text }).first();
    return [await cell.getAttribute('colspan'), await cell.getAttribute('rowspan')].map(Number);
  };
  assert.deepEqual(await spans('基本信息'), [5, 1], '基本信息 stands over five columns');
  assert.deepEqual(await spans('户籍地址'), [1, 2], '户籍地址 is as high as both header rows');
  assert.deepEqual(await spans('津贴信息'), [3, 1], '津贴信息 stands over three columns');
});

journey('the officer confirms what each column was taken for', async () => {
  const wanted = {
    [COLUMN.name]: '姓名',
    [COLUMN.sex]: '性别',
    [COLUMN.id]: '公民身份号码',
    [COLUMN.birth]: '出生日期',
    [COLUMN.age]: '年龄',
    [COLUMN.hukou]: '户籍地址',
    [COLUMN.home]: '现住址',
    [COLUMN.phone]: '联系电话',
  };
  for (const [index, label] of Object.entries(wanted)) {
    await shows(officer.getByTestId(`element-${index}`), label);
  }
  await officer.getByTestId('template-confirm').click();
  await officer.getByTestId('template-dispatch').click();
  await officer.waitForURL(/\/forms\/compose\?template=\d+$/);
});

journey('the officer sends the form to two communities, for everybody of 80 and more', async () => {
  const people = elders.flatMap((part) => part.people);
  await officer.getByTestId('compose-title').fill(TITLE);
  await officer.getByTestId('compose-due').fill(inDays(20));
  await choose(officer, 'compose-duty', '高龄津贴对象核对');
  await choose(officer, 'tags-all', '高龄老人');
  await officer.keyboard.press('Escape');
  await officer.getByText('名单：实住在本辖区，高龄老人').waitFor();
  await officer.getByTestId(`street-open-${STREET}000`).click();
  await officer.getByTestId('areas-all').click();
  await shows(officer.getByTestId('preview-rows'), /^0$/);
  for (const { code, people: members } of elders) {
    await shows(officer.getByTestId(`community-${code}`), String(members.length));
    await officer.getByTestId(`community-${code}`).click();
  }
  await shows(officer.getByTestId('preview-rows'), new RegExp(`^${people.length}$`));
  await shows(officer.getByTestId('preview-communities'), /^2$/);
  await shows(officer.getByTestId('preview-held'), /^[1-9]\d?%$/);
  await officer.getByTestId('request-create').click();
  await confirm(officer, `2 个社区，共 ${people.length} 行`, '下发');
  await officer.waitForURL(/\/forms\/requests\/\d+$/);
  await shows(officer.getByTestId('request-state'), '进行中');
});

journey('the first worker finds the form on the bench and sees where a value is from', async () => {
  const [part] = elders;
  workers = [await signIn(browser, demo, part.login)];
  const [worker] = workers;
  const item = worker.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE });
  await shows(item, '待填报');
  await item.click();
  await worker.getByTestId('fill-grid').waitFor();
  await shows(worker.getByTestId('submission-state'), '填报中');
  await worker.getByTestId(`cell-0-${COLUMN.name}`).click();
  await shows(worker.getByTestId('strip-source'), /来源 .+/);
  await shows(worker.getByTestId('strip-as-of'), /数据日期 \d{4}-\d{2}-\d{2}/);
  const number = await rowOf(worker, part.people[0].name, COLUMN.id);
  await shows(number, /^\d{4}\*{10}\S{4}$/);
});

journey('the first worker corrects a phone number from the keyboard', async () => {
  const [worker] = workers;
  const person = corrected();
  await (await rowOf(worker, person.name, COLUMN.name)).click();
  for (let at = COLUMN.name; at < COLUMN.phone; at += 1) await worker.keyboard.press('ArrowRight');
  const cell = await rowOf(worker, person.name, COLUMN.phone);
  assert.equal(await cell.getAttribute('aria-selected'), 'true', 'the arrows lead to the phone');
  await worker.keyboard.type('12345');
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('save-state'), '1 格没有保存');
  await worker.getByTestId('show-refused').click();
  await shows(worker.getByTestId('cell-strip'), '没有保存');
  await worker.keyboard.type(NEW_PHONE);
  await worker.keyboard.press('Enter');
  await shows(worker.getByTestId('save-state'), '已自动保存');
  await shows(cell, '139****1234');
  assert.equal(await cell.getAttribute('data-state'), person.phone ? 'corrected' : 'typed');
  await worker.keyboard.press('ArrowUp');
  await shows(worker.getByTestId('strip-previous'), '原值');
});

journey('rows without what is required are left out with a reason, then the form is submitted', async () => {
  const [worker] = workers;
  await submitWithGaps(worker, elders[0]);
  workers.push(await signIn(browser, demo, elders[1].login));
  await workers[1].getByTestId('work-items').getByRole('link').filter({ hasText: TITLE }).click();
  await submitWithGaps(workers[1], elders[1]);
});

journey('the street sees what was changed and returns one submission with a remark', async () => {
  street = await signIn(browser, demo, `jd${STREET}`);
  await shows(street.getByTestId('work-items'), '待审核');
  await openSubmission(street, elders[0]);
  const changed = street.getByTestId('corrections-table');
  await shows(changed, corrected().name);
  await shows(changed, '139****1234');
  await street.getByTestId('return-submission').click();
  await street.getByTestId('remark-confirm').click();
  await street.getByText('请写明原因').waitFor();
  await street.getByTestId('remark').fill(REMARK);
  await street.getByTestId('remark-confirm').click();
  await shows(street.getByTestId('submission-state'), '已退回');
});

journey('the worker reads the remark and submits again', async () => {
  const [worker] = workers;
  await worker.getByTestId('nav-workbench').click();
  const item = worker.getByTestId('work-items').getByRole('link').filter({ hasText: REMARK });
  await shows(item, '被退回');
  await item.click();
  await shows(worker.getByTestId('submission-remark'), REMARK);
  await submit(worker);
});

journey('the street accepts both', async () => {
  for (const part of elders) {
    await openSubmission(street, part);
    await street.getByTestId('accept-submission').click();
    await confirm(street, '通过后这份填报锁定', '通过');
    await shows(street.getByTestId('submission-state'), '已通过');
  }
  await street.getByTestId('nav-workbench').click();
  await street.getByText('现在没有等您处理的事').waitFor();
});

journey('the officer sees that the totals add up', async () => {
  await officer.getByTestId('nav-workbench').click();
  const item = officer.getByTestId('work-items').getByRole('link').filter({ hasText: TITLE });
  await shows(item, '可下载');
  await item.click();
  await shows(officer.getByTestId('request-state'), '全部通过');
  const totals = officer.getByTestId('totals');
  const rows = elders.flatMap(kept).length;
  await shows(totals, new RegExp(`行数\\s*${rows}(?!\\d)`));
  await shows(totals, /已通过社区\s*2\s*\/ 2/);
  await shows(officer.getByTestId(`progress-${STREET}000`), new RegExp(`${rows} 行\\s*已通过 2 / 2`));
  assert.doesNotMatch(await totals.innerText(), /不一致/, 'the street adds up to the whole');
  for (const part of elders) await shows(officer.getByTestId(`submission-${part.code}`), '已通过');
});

journey('the downloaded workbook is the department’s own form and says what the registry says', async () => {
  await officer.getByTestId('download-workbook').click();
  await officer.getByTestId('purpose-input').fill('核对');
  await officer.getByTestId('purpose-confirm').click();
  await officer.getByText('用途至少写 4 个字').waitFor();
  await officer.getByTestId('purpose-input').fill('高龄津贴发放核对');
  const file = await download(officer, () => officer.getByTestId('purpose-confirm').click());
  assert.match(file.name, /\.xlsx$/);

  const original = await readWorkbook(await readFile(demo.sample(FORM)));
  const filled = await readWorkbook(file.bytes);
  assert.deepEqual(
    filled.rows.slice(0, 4),
    original.rows.slice(0, 4),
    'title, unit line and header are as they were',
  );
  assert.deepEqual(filled.merges, original.merges, 'cells are merged as they were');
  const footer = original.rows.at(-1);
  assert.ok(footer.includes('填表人：'), 'the form ends with a line to sign');
  assert.deepEqual(filled.rows.at(-1), footer, 'the line to sign is still the last one');

  const listed = filled.rows.slice(4).filter((row) => /^\d+$/.test(row[COLUMN.position]));
  assert.deepEqual(
    listed.map((row) => Number(row[COLUMN.position])),
    listed.map((_, at) => at + 1),
    'rows are numbered from 1 to the end',
  );
  const registry = (await demo.people()).filter((person) =>
    elders.some((part) => kept(part).some((elder) => elder.person_id === person.person_id)),
  );
  assert.deepEqual(
    byNumber(listed.map(rowFacts)),
    byNumber(registry.map(personFacts)),
    'name, sex, number, birth, age and phone of everybody are those of the registry',
  );
  const changed = corrected();
  const row = listed.find((each) => each[COLUMN.id] === changed.id_number);
  assert.equal(row[COLUMN.phone], NEW_PHONE, 'the corrected phone stands there in full');
});

journey('the person’s page shows the corrected phone, its source and its day', async () => {
  const [worker] = workers;
  const person = corrected();
  await worker.getByTestId('search-text').fill(NEW_PHONE);
  await worker.getByTestId('search-submit').click();
  await worker.waitForURL(/\/people/);
  await shows(worker.getByTestId('people-total'), /^1$/);
  await worker.getByTestId('people-row-0').getByRole('link', { name: person.name }).click();
  await worker.getByRole('heading', { name: person.name }).waitFor();
  const fact = worker.getByTestId('fact-phone');
  await shows(worker.getByTestId('fact-value-phone'), '139****1234');
  await shows(worker.getByTestId('fact-source-phone'), '报表核对更正');
  await shows(fact, today());
  await shows(fact, '人工更正');
  await worker.getByTestId('fact-value-phone-reveal').click();
  await worker.getByTestId('purpose-input').fill('电话回访核实');
  await worker.getByTestId('purpose-confirm').click();
  await shows(worker.getByTestId('fact-value-phone'), new RegExp(`^${NEW_PHONE}$`));
});

/** The cell of a column in the row that bears a name. */
async function rowOf(page, name, column) {
  return eventually(async () => {
    const names = page.locator(`[data-test^="cell-"][data-test$="-${COLUMN.name}"]`);
    for (const cell of await names.all()) {
      if ((await cell.innerText()).trim() !== name) continue;
      const [, row] = (await cell.getAttribute('data-test')).split('-');
      return page.getByTestId(`cell-${row}-${column}`);
    }
    throw new Error(`nobody in the grid is called ${name}`);
  });
}

/** Tries to submit; when something required is missing, leaves those rows out one by one and submits. */
async function submitWithGaps(worker, part) {
  const gaps = part.people.length - kept(part).length;
  if (gaps) {
    await worker.getByTestId('submit-submission').click();
    await confirm(worker, '提交给街道', '提交');
    await worker.getByTestId('show-gaps').click();
    await leaveOutGaps(worker, gaps);
  }
  await submit(worker);
}

async function leaveOutGaps(worker, gaps) {
  const column = `[data-test^="cell-"][data-test$="-${COLUMN.id}"]`;
  const open = () => worker.locator(column).filter({ hasText: '待填' });
  for (let left = gaps; left > 0; left -= 1) {
    await eventually(async () => assert.equal(await open().count(), left));
    const [, row] = (await open().first().getAttribute('data-test')).split('-');
    await worker.getByTestId(`row-${row}`).click();
    await worker.getByTestId('exclude-reason').fill(REASON);
    await worker.getByTestId('exclude-confirm').click();
    await shows(worker.getByTestId(`row-${row}`), '不列入');
  }
  await eventually(async () => assert.equal(await open().count(), 0));
}

async function submit(worker) {
  await worker.getByTestId('submit-submission').click();
  await confirm(worker, '提交给街道', '提交');
  await shows(worker.getByTestId('submission-state'), '待街道审核');
}

/** Goes to one community's submission the way a reviewer does: forms, the request, the line. */
async function openSubmission(page, part) {
  await page.getByTestId('nav-forms').click();
  await page.getByTestId('requests-table').getByRole('link', { name: TITLE }).click();
  await page.getByTestId(`submission-${part.code}`).click();
  await page.getByTestId('submission-state').waitFor();
}

function rowFacts(row) {
  const { name, sex, id, birth, age, phone } = COLUMN;
  return [name, sex, id, birth, age, phone].map((at) => row[at]);
}
function personFacts(person) {
  const sex = { 1: '男', 2: '女' }[person.sex_code];
  return [person.name, sex, person.id_number, person.birth_date, person.age, person.phone];
}
const byNumber = (rows) => rows.sort((one, other) => (one[2] < other[2] ? -1 : 1));

/** A day in China, where the district is. */
function inDays(days) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(
    Date.now() + days * 86_400_000,
  );
}
const today = () => inDays(0);
