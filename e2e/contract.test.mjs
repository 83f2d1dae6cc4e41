// 数据约定: deliveries that depart from their source's contract are held up, decided about, and told on the calendar.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";
import {
  choose,
  confirm,
  eventually,
  journeyWith,
  openBrowser,
  PHONE,
  shows,
  signIn,
} from "./browser.mjs";
import { startDemo } from "./server.mjs";

let demo;
let browser;
let officer;
let list;
let people;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  list = await readFile(await demo.delivered("yibao"), "utf8");
  people = (await demo.people()).length;
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);
const csv = (name, text) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});
const renamed = () => list.replace("手机号码", "联系方式");
const fewer = () => {
  const lines = list.split("\n").filter(Boolean);
  return lines.slice(0, 1 + Math.floor((lines.length - 1) * 0.7)).join("\n");
};
const coded = () => {
  let seen = 0;
  return list.replaceAll("正常参保", (state) =>
    ++seen % 20 === 0 ? "转出参保" : state,
  );
};

async function handOver(file) {
  await officer.getByTestId("nav-deliveries").click();
  await choose(officer, "delivery-source", "医保·参保");
  await officer.getByTestId("delivery-upload").setInputFiles(file);
  await officer
    .getByTestId("sending-0")
    .getByRole("link", { name: "看结果" })
    .click();
  await officer.waitForURL(/\/deliveries\/\d+$/);
}

journey(
  "a renamed column, fewer rows and a new code are each held up with a sentence",
  async () => {
    officer = await signIn(browser, demo, "shuju");
    const cases = [
      [
        csv("医保参保人员_甲.csv", renamed()),
        "column-renamed",
        /“手机号码”不见了.*“联系方式”.*请联系医保数据联络员/,
      ],
      [
        csv("医保参保人员_乙.csv", fewer()),
        "rows-fewer",
        /行数比上一批少 30%.*请联系医保数据联络员/,
      ],
      [
        csv("医保参保人员_丙.csv", coded()),
        "code-new",
        /没有的代码“转出参保”，共 \d+ 行.*请联系医保数据联络员/,
      ],
    ];
    for (const [file, code, sentence] of cases) {
      await handOver(file);
      await shows(officer.getByTestId("delivery-state"), "已隔离，待处理");
      await shows(officer.getByTestId(`finding-${code}`), sentence);
    }
    assert.equal(
      (await demo.people()).length,
      people,
      "nobody has come or gone",
    );
  },
);

journey("the calendar counts what waits and says whom to call", async () => {
  await officer.getByTestId("nav-deliveries").click();
  const line = officer
    .getByTestId("calendar")
    .getByRole("row")
    .filter({ hasText: "医保·参保" });
  await shows(line, /隔离 3 批/);
  await shows(line, "请联系医保数据联络员（电话 0532-0000 0151）");
  await line.getByRole("link", { name: "隔离 3 批" }).click();
  await eventually(async () =>
    assert.equal(
      await officer.getByTestId("deliveries-table").locator("tbody tr").count(),
      3,
    ),
  );
});

journey("the data centre sends one back with a reason", async () => {
  await officer.getByRole("link", { name: "医保参保人员_乙.csv" }).click();
  await officer.getByTestId("reject-delivery").click();
  await officer.getByTestId("reject-confirm").click();
  await officer.getByText("请写明退回的原因和要改什么。").waitFor();
  await officer
    .getByTestId("reject-remark")
    .fill("漏导了三个社区，请重新导出。");
  await officer.getByTestId("reject-confirm").click();
  await shows(officer.getByTestId("delivery-state"), "已退回");
  await shows(
    officer.getByTestId("drift-decision"),
    /大数据中心.*退回了这一批.*漏导了三个社区/,
  );
});

journey(
  "a change is accepted, written into the contract, and the delivery loaded",
  async () => {
    await officer.getByTestId("page-back").click();
    await officer.getByRole("link", { name: "医保参保人员_甲.csv" }).click();
    await shows(
      officer.getByTestId("finding-column-renamed"),
      "“联系方式”今后也算作“手机号码”",
    );
    await officer.getByTestId("accept-drift").click();
    await confirm(officer, "其中 1 处写入约定", "接受并发布");
    await shows(officer.getByTestId("delivery-state"), "已导入");
    await shows(officer.getByTestId("drift-decision"), "接受了变化");
    await officer.goto("/sources/yibao");
    await shows(officer.getByTestId("contract-columns-table"), "也叫 联系方式");
    await shows(
      officer.getByTestId("versions-table"),
      /第 2 版.*大数据中心.*接受批次/s,
    );
  },
);

journey("the contract is amended on the page, in a new version", async () => {
  await officer.getByTestId("contract-edit").click();
  await officer.getByTestId("contract-contact").fill("信息科");
  await officer.getByTestId("contract-save").click();
  await officer.getByText("请写明为什么这样改。").waitFor();
  await officer.getByTestId("contract-remark").fill("换了联系岗位");
  await officer.getByTestId("contract-save").click();
  await shows(
    officer.getByTestId("contract-facts"),
    "医保 信息科 0532-0000 0151",
  );
  await shows(officer.getByTestId("versions-table"), /第 3 版.*换了联系岗位/s);
});

journey("a secret is shown once, and a pull tells why it failed", async () => {
  await officer.getByTestId("secret-new").click();
  await officer.getByTestId("secret-label").fill("医保核心系统");
  await officer.getByTestId("secret-issue").click();
  const secret = await shows(
    officer.getByTestId("secret-text"),
    /^[0-9a-f]{64}$/,
  );
  await officer.getByTestId("secret-close").click();
  await shows(officer.getByTestId("secrets-table"), `…${secret.slice(-4)}`);
  // The dialog fades out; then the secret is gone from the page.
  await eventually(async () =>
    assert.ok(!(await officer.content()).includes(secret)),
  );

  await officer.getByTestId("pull-new").click();
  await officer.getByTestId("pull-label").fill("参保视图");
  await officer
    .getByTestId("pull-url")
    .fill("postgres://reader:geheim@127.0.0.1:1/gov");
  await officer.getByTestId("pull-table").fill("canbao");
  await officer.getByTestId("pull-create").click();
  const pull = officer
    .locator('[data-test^="pull-"]')
    .filter({ hasText: "PostgreSQL 127.0.0.1:1/gov" });
  await shows(pull.first(), "每天 02:30");
  await officer.getByRole("button", { name: "马上抽取" }).click();
  await shows(
    officer.locator('[data-test^="run-"]').first(),
    /失败.*连不上对方的数据库/s,
  );
  assert.ok(!(await officer.content()).includes("geheim"));
});

journey(
  "a department sees its own contract and may not change it, on a phone too",
  async () => {
    const department = await signIn(browser, demo, "minzheng", PHONE);
    await department.goto("/sources/minzheng-dibao");
    await shows(department.getByTestId("contract-facts"), /民政 数据联络员/);
    assert.equal(await department.getByTestId("contract-edit").count(), 0);
    assert.equal(await department.getByTestId("secret-new").count(), 0);
    await department.goto("/sources/yibao");
    await shows(
      department.getByTestId("problem"),
      "没有这个数据来源，或它不属于您的部门。",
    );
  },
);
