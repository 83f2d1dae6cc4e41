// A death arrives: the payment should stop, the right community sees it, and three hands settle it.
// Then a change of the policy is tried, kept, and published by somebody else.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import {
  eventually,
  journeyWith,
  openBrowser,
  shows,
  signIn,
} from "./browser.mjs";
import { codeOf, startDemo } from "./server.mjs";

let demo;
let browser;
let worker;
let street;
let officer;
let person;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  const [account] = demo.workers();
  const paid = new Set(
    (await demo.tags())
      .filter((each) => each.tag === "享受老年综合/高龄津贴")
      .map((each) => each.person_id),
  );
  [person] = (await demo.people()).filter(
    (each) =>
      each.deceased === "false" &&
      each.community_code === codeOf(account) &&
      each.hukou_community_code === codeOf(account) &&
      each.id_number.length === 18 &&
      paid.has(each.person_id),
  );
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);
const rowOf = (page) =>
  page
    .locator('[data-test^="leads-row-"]')
    .filter({ hasText: person.name })
    .filter({ hasText: "应停未停" });

journey("the health office reports a death", async () => {
  const health = await signIn(browser, demo, "weijian");
  const state = await health.evaluate(
    async ([name, number]) => {
      const form = new FormData();
      const text = `姓名,身份证件号码,死亡日期\n${name},${number},2026-11-01\n`;
      form.set("source", "weijian-siwang");
      form.set("part", "true");
      form.set("file", new Blob([text]), "死亡补报.csv");
      const answer = await fetch("/api/deliveries", {
        method: "POST",
        headers: { "x-linli": "1" },
        body: form,
      });
      return answer.status;
    },
    [person.name, person.id_number],
  );
  assert.equal(state, 202);
});

journey(
  "its community has the lead at once, with the reason, and verifies it",
  async () => {
    worker = await signIn(browser, demo, demo.workers()[0].login);
    await eventually(async () => {
      await worker.goto("/leads?kind=stop&show=mine");
      await rowOf(worker).waitFor({ timeout: 1000 });
    });
    await rowOf(worker).getByRole("link").click();
    await shows(worker.getByTestId("page-title"), person.name);
    await worker
      .getByTestId("lead-reasons")
      .getByText("已故")
      .first()
      .waitFor();
    await worker.getByTestId("lead-verify").click();
    await worker.getByText("待街道审核").first().waitFor();
  },
);

journey("the street approves, the department settles", async () => {
  const account = demo.street();
  street = await signIn(browser, demo, account.login);
  await street.getByTestId("nav-leads").click();
  await rowOf(street).getByRole("link").click();
  await street.getByTestId("lead-approve").click();
  await street.getByText("待部门办结").first().waitFor();
  officer = await signIn(browser, demo, "minzheng");
  await officer.goto("/leads?show=mine");
  await rowOf(officer).getByRole("link").click();
  await officer.getByTestId("lead-settle").click();
  await officer.getByText("已停发").first().waitFor();
  const steps = await officer
    .getByTestId("lead-steps")
    .getByRole("listitem")
    .allTextContents();
  assert.equal(steps.length, 4);
});

journey("a change is tried before it is handed in", async () => {
  await officer.goto("/policies/qd-shibei-gaoling");
  await officer.getByTestId("policy-audit").click();
  await officer.getByTestId("audit-table").getByText("合计").waitFor();
  await officer.getByTestId("policy-edit").click();
  await officer
    .getByTestId("edit-who")
    .fill("健在 且 户籍地 在 本区 且 年龄 >= 85");
  await officer.getByTestId("policy-try").click();
  await officer.getByTestId("try-table").getByText("合计").waitFor();
  await officer.getByTestId("try-failing").waitFor();
  await officer
    .getByTestId("edit-who")
    .fill("健在 且 年龄 >= 85 且 身高 > 170");
  await officer.getByTestId("policy-try").click();
  await officer.getByText("身高").last().waitFor();
  await officer
    .getByTestId("edit-who")
    .fill(
      "健在 且 户籍地 在 本区 且 足岁(出生日期, 日期(年(今天), 12, 31)) >= 80",
    );
  await officer.getByTestId("edit-note").fill("按新文件核对过一遍");
  await officer.getByTestId("policy-save").click();
  await officer.getByText("待本部门另一位同事核对后发布").waitFor();
});

journey("somebody else publishes it", async () => {
  const centre = await signIn(browser, demo, "shuju");
  await centre.goto("/policies/qd-shibei-gaoling");
  await centre.getByTestId("policy-publish").click();
  await centre.getByText("现行：第 1 版").waitFor();
});
