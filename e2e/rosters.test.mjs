// 全量名册: who is missing from a department's newest list is not on it any more, and the page says so.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import {
  choose,
  eventually,
  journeyWith,
  openBrowser,
  PHONE,
  shows,
  signIn,
} from "./browser.mjs";
import { startDemo } from "./server.mjs";

const TAG = "残疾人";

let demo;
let browser;
let officer;
/** Somebody with a disability certificate who is missing from the next list. */
let dropped;

before(async () => {
  browser = await openBrowser();
  demo = await startDemo();
  officer = await signIn(browser, demo, "shuju");
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const journey = journeyWith(() => browser);
const ask = (path, body) =>
  officer.evaluate(
    async ([url, sent]) => {
      const answer = await fetch(
        `/api${url}`,
        sent && {
          method: "POST",
          headers: { "x-linli": "1", "content-type": "application/json" },
          body: JSON.stringify(sent),
        },
      );
      return answer.json();
    },
    [path, body],
  );
const carriers = async () => {
  const query = { tags_all: [TAG], size: 200, purpose: "核对残疾人名册" };
  return (await ask("/people/query", query)).rows;
};
const tags = async () =>
  (await ask(`/people/${dropped.id}`)).tags.map((tag) => tag.name);

journey(
  "whoever chooses a source that hands over whole lists is told what that means",
  async () => {
    await officer.getByTestId("nav-deliveries").click();
    await choose(officer, "delivery-source", "医保·参保");
    assert.equal(await officer.getByTestId("delivery-roster").count(), 0);
    await choose(officer, "delivery-source", "残联·持证残疾人");
    await shows(
      officer.getByTestId("delivery-roster"),
      /全量名册.*不再在册.*补交/,
    );
  },
);

journey(
  "who is missing from the next list loses the tag, and the page says from which list",
  async () => {
    [dropped] = await carriers();
    assert.ok((await tags()).includes(TAG));
    // A later list names two others only.
    const others = (await demo.people()).filter(
      (person) =>
        person.id_number &&
        person.deceased === "false" &&
        Number(person.person_id) !== dropped.id,
    );
    const rows = others
      .slice(0, 2)
      .map(
        (person) => `${person.name},${person.id_number},${person.id_number}43`,
      );
    await officer.getByTestId("delivery-upload").setInputFiles({
      name: "持证残疾人名单_新.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`姓名,身份证号,残疾人证号\n${rows.join("\n")}\n`),
    });
    await officer
      .getByTestId("sending-0")
      .getByRole("link", { name: "看结果" })
      .click();
    await officer.waitForURL(/\/deliveries\/\d+$/);
    const id = officer.url().match(/\d+$/)[0];
    const state = async () => (await ask(`/deliveries/${id}`)).state;
    await eventually(async () =>
      assert.match(await state(), /quarantined|loaded/),
    );
    if ((await state()) === "quarantined") {
      await ask(`/deliveries/${id}/accept`, {
        lasting: [],
        remark: "本次核减后的名单",
      });
    }
    await eventually(async () => assert.equal(await state(), "loaded"));
    await eventually(async () => assert.ok(!(await tags()).includes(TAG)));

    await officer.goto(`/people/${dropped.id}`);
    const notice = officer.getByTestId("left-lists");
    await shows(
      notice,
      /残联·持证残疾人：\d{4}-\d\d-\d\d在册，\d{4}-\d\d-\d\d的名册中已无此人/,
    );
    await officer.setViewportSize(PHONE);
    await notice.waitFor();
    const wide = await officer.evaluate(
      () => document.documentElement.scrollWidth > innerWidth,
    );
    assert.ok(!wide, "the page fits a phone");
    if (process.env.LINLI_SHOTS)
      await officer.screenshot({
        path: `${process.env.LINLI_SHOTS}/left-phone.png`,
      });
    await officer.setViewportSize({ width: 1366, height: 768 });
    if (process.env.LINLI_SHOTS)
      await officer.screenshot({ path: `${process.env.LINLI_SHOTS}/left.png` });

    await ask(`/deliveries/${id}/undo`, {});
    await eventually(async () => assert.ok((await tags()).includes(TAG)));
    await officer.reload();
    await officer.getByText(dropped.name).first().waitFor();
    assert.equal(await officer.getByTestId("left-lists").count(), 0);
  },
);
