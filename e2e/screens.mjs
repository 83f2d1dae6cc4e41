// Takes a picture of every screen, on a desk and on a phone: npm run screens -- OUTDIR
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  choose,
  DESK,
  openBrowser,
  openWindow,
  PHONE,
  signIn,
} from "./browser.mjs";
import { startDemo, STREET, codeOf } from "./server.mjs";

const out = process.argv[2];
if (!out) {
  process.stderr.write("usage: npm run screens -- OUTDIR\n");
  process.exit(2);
}
await mkdir(out, { recursive: true });
const browser = await openBrowser();
const demo = await startDemo();
try {
  const made = await prepare();
  for (const [size, viewport] of [
    ["desk", DESK],
    ["phone", PHONE],
  ]) {
    for (const [login, screens] of Object.entries(tour(made)))
      await walk(size, viewport, login, screens);
  }
} finally {
  await browser.close();
  await demo.stop();
}

/** A request half way through its life, and a delivery with refused rows, so that no screen is empty. */
async function prepare() {
  const [first, second] = demo.workers();
  const officer = await asker("minzheng");
  const form = await readFile(demo.sample("forms/高龄津贴发放名册.xlsx"));
  const [template] = await officer.upload(
    "/api/templates",
    "高龄津贴发放名册.xlsx",
    form,
  );
  const columns = template.columns.map(({ index, element }) => ({
    index,
    element,
  }));
  const fresh = await officer.upload(
    "/api/templates",
    "高龄津贴发放名册（新）.xlsx",
    form,
  );
  await officer.ask("PUT", `/api/templates/${template.id}/columns`, {
    columns,
  });
  const population = { tags_all: ["高龄老人"], basis: "home", alive: true };
  const request = await officer.ask("POST", "/api/requests", {
    template_id: template.id,
    title: "2026 年高龄津贴发放核对",
    population,
    areas: [],
    due: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10),
    duty: "elder-allowance",
  });
  const detail = await officer.ask("GET", `/api/requests/${request.id}`);
  const parts = detail.submissions_list ?? detail.submissions;
  const of = (account) =>
    parts.find((part) => part.community_code === codeOf(account));
  await fillIn(first, of(first), false);
  await fillIn(second, of(second), true);
  const deliveries = await officer.ask("GET", "/api/deliveries?size=50");
  const worker = await asker(first.login);
  const people = await worker.ask("POST", "/api/people/query", {
    tags_all: ["高龄老人"],
    size: 50,
  });
  const places = await worker.ask("POST", "/api/places/query", { size: 1 });
  const [estate] = await worker.ask("GET", "/api/estates");
  const sample = await worker.ask("POST", "/api/samples", {});
  const answers = sample.doors.slice(0, 4).flatMap((door, at) =>
    door.questions.map(({ entity, element }) => ({
      dwelling_id: door.dwelling_id,
      entity,
      element,
      verdict: at === 2 && element === "home_community" ? "wrong" : "right",
    })),
  );
  await worker.ask("POST", `/api/samples/${sample.id}/answers`, { answers });
  const street = await asker(`jd${STREET}`);
  const field = (label, kind, grade, options = []) => ({
    label,
    kind,
    grade,
    options,
    required: kind === "text",
  });
  const kind = await street.ask("POST", "/api/kinds", {
    name: "路灯",
    note: "城市部件普查",
    fields: [
      field("编号", "text", "L1"),
      field("状况", "code", "L2", ["完好", "破损"]),
      field("安装日期", "date", "L2"),
      field("位置", "point", "L2"),
    ],
  });
  for (const at of [1, 2, 3]) {
    const values = {
      f1: `台-${at}`,
      f2: at === 2 ? "破损" : "完好",
      f3: `2024-0${at}-15`,
      f4: "120.382,36.067",
    };
    await worker.ask("POST", `/api/kinds/${kind.id}/items`, { values });
  }
  const proposed = {
    action: "add",
    name: "助餐服务对象",
    reason: "街道助餐点按此名单服务",
    level: "street",
    subject: "person",
    kind: "dynamic",
    group: "服务需求",
    rule: "年龄 >= 75 且 健在",
    definition: "年满七十五周岁、健在的老人",
    department: "民政局",
    legal_basis: "市北区基本养老服务清单第三条",
    grade: "L2",
  };
  const proposal = await street.ask("POST", "/api/tags/proposals", proposed);
  const community = await asker(first.login);
  await community.ask("POST", "/api/helpers/requests", {
    query: { tags: ["志愿者"] },
    activity: "社区义诊",
    purpose: "电话邀请志愿者参加义诊",
    until: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
  });
  const segment = await street.ask("POST", "/api/segments", {
    name: "独居的高龄老人",
    note: "冬季巡访",
    rule: "标签(高龄老人) 且 (标签(独居(户内唯一居住人)) 或 没有 同住人) 且 非 (标签(残疾人))",
    shared_area: true,
  });
  const table = await street.ask("POST", "/api/tables", {
    name: "高龄走访表",
    note: "入户走访",
    columns: [
      { element: "name" },
      { element: "age" },
      { element: "phone" },
      { element: "home_address" },
      { tag: "高龄老人" },
    ],
    population: { rule: "年龄 >= 80", basis: "home", alive: true },
    shared_area: true,
  });
  const contested = await contest(worker, people.rows);
  const comparison = await compare(street, people.rows);
  return {
    table: table.id,
    comparison: comparison.id,
    contested,
    proposal: proposal.id,
    segment: segment.id,
    sample: sample.id,
    kind: kind.id,
    template: template.id,
    fresh: fresh[0].id,
    request: request.id,
    review: of(second).id,
    filling: of(first).id,
    delivery: deliveries.rows.find((row) => row.rows_refused > 0).id,
    person: people.rows.find((row) => row.dwelling_id).id,
    dwelling: people.rows.find((row) => row.dwelling_id).dwelling_id,
    household: await household(worker, people.rows),
    place: places.rows[0].id,
    estate: `/estates/view?community=${estate.community_code}&name=${encodeURIComponent(estate.name)}`,
  };
}

/** Marks the name of the first person wrong for which a department answers. */
async function contest(worker, rows) {
  for (const { id } of rows) {
    const { facts } = await worker.ask("GET", `/api/people/${id}`);
    const name = facts.find((fact) => fact.element === "name");
    if (!name?.contestable) continue;
    const reason = "身份证上是另一个字";
    const claim = { entity: id, element: "name", claim: "张边一", reason };
    await worker.ask("POST", "/api/contests", claim);
    return id;
  }
  throw new Error("no department answers for a name");
}

/** The first household of several people that opens. */
async function household(worker, rows) {
  for (const { id } of rows) {
    const { household } = await worker.ask("GET", `/api/people/${id}`);
    if (household?.open && household.members.length > 1) return household.id;
  }
  throw new Error("no household opens");
}

/** Compares a list of a few people, one of them unknown, with the registry. */
async function compare(street, rows) {
  const line = ({ name, birth }) => `${name},${birth},13900001234`;
  const known = rows.slice(0, 5).map(line);
  const text = ["姓名,出生日期,联系电话", ...known, "张边二,1950-01-01,"];
  const list = await street.upload(
    "/api/comparisons/lists",
    "台账.csv",
    Buffer.from(text.join("\n")),
  );
  return street.ask("POST", "/api/comparisons", {
    title: "台账与底账",
    definition: {
      left: list.side,
      right: { kind: "registry", area: "", basis: "either", tags: [] },
      keys: [["name", "birth_date"]],
      fields: ["phone"],
      only_left: true,
      only_right: false,
    },
    each_delivery: false,
  });
}

/** Corrects a phone; with `submit`, leaves out what has gaps and hands the part in. */
async function fillIn(account, part, submit) {
  const worker = await asker(account.login);
  const base = `/api/submissions/${part.id}`;
  const { columns } = await worker.ask("GET", base);
  const { rows } = await worker.ask("POST", `${base}/rows/query`, {
    size: 200,
  });
  const phone = columns.find((column) => column.element === "phone").index;
  await worker.ask("PATCH", `${base}/rows/${rows[0].id}`, {
    version: rows[0].version,
    cells: [{ index: phone, text: "13900001234" }],
  });
  if (!submit) return;
  for (const row of rows.filter((each) =>
    each.cells.some((cell) => cell.issue),
  )) {
    await worker.ask("POST", `${base}/rows/${row.id}/exclude`, {
      version: row.version,
      reason: "资料不全，另行补报",
    });
  }
  await worker.ask("POST", `${base}/submit`, {});
}

/** Asks the service as somebody, without a browser. */
async function asker(login) {
  const { password } = demo.account(login);
  const headers = { "x-linli": "1", "content-type": "application/json" };
  const answer = await fetch(`${demo.address}/api/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ login, password }),
  });
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  const read = async (response) => {
    if (!response.ok)
      throw new Error(
        `${response.url} answers ${response.status}: ${await response.text()}`,
      );
    return response.json();
  };
  return {
    ask: async (method, address, body) =>
      read(
        await fetch(demo.address + address, {
          method,
          headers: { ...headers, cookie },
          body: body && JSON.stringify(body),
        }),
      ),
    upload: async (address, name, bytes) => {
      const parts = new FormData();
      parts.append("file", new Blob([bytes]), name);
      const sent = {
        method: "POST",
        headers: { "x-linli": "1", cookie },
        body: parts,
      };
      return read(await fetch(demo.address + address, sent));
    },
  };
}

/** Every screen by the sign-in that sees it: name, address, what to wait for, what to do before the picture. */
function tour(made) {
  const request = `/forms/requests/${made.request}`;
  const [worker] = demo.workers();
  const click = (id) => (page) => page.getByTestId(id).click();
  const seen = (page, id) => page.getByTestId(id).first().waitFor();
  return {
    "": [
      ["signin", "/signin", "demo-accounts"],
      ["docs", "/docs", "docs-find"],
    ],
    [worker.login]: [
      ["workbench-worker", "/workbench", "figures"],
      ["fill", `/forms/submissions/${made.filling}`, "fill-grid|fill-cards"],
      [
        "fill-row",
        `/forms/submissions/${made.filling}`,
        "fill-grid|fill-cards",
        openRow,
      ],
      ["people", "/people", "people-row-0"],
      ["people-alike", "/people", "people-row-0", openAlike],
      [
        "people-filters",
        "/people?tags_all=高龄老人&age_min=80",
        "people-total",
        openFilters,
      ],
      [
        "people-groups",
        "/people",
        "people-row-0",
        async (page) => {
          await click("people-group")(page);
          await page.getByTestId("group-age").click();
          await page.getByText("80-84").waitFor();
        },
      ],
      [
        "people-cross",
        "/people",
        "people-row-0",
        async (page) => {
          await click("people-group")(page);
          await choose(page, "group-element", "文化程度");
          await choose(page, "group-cross", "再按性别");
          await page.getByTestId("cross-total").waitFor();
        },
      ],
      ["person", `/people/${made.person}`, "fact-value-name"],
      [
        "person-why",
        `/people/${made.person}`,
        "fact-value-name",
        async (page) => {
          await click("why-name")(page);
          await seen(page, "why-panel");
        },
      ],
      [
        "person-reveal",
        `/people/${made.person}`,
        "fact-value-name",
        async (page) => {
          await page.locator('[data-test$="-reveal"]').first().click();
          await seen(page, "purpose-input");
        },
      ],
      [
        "person-lock",
        `/people/${made.person}`,
        "fact-value-phone",
        async (page) => {
          await click("why-phone")(page);
          await click("lock-phone")(page);
          await seen(page, "lock-reason");
        },
      ],
      [
        "person-known",
        `/people/${made.person}`,
        "fact-value-name",
        async (page) => {
          await click("known-open")(page);
          await seen(page, "known-day");
        },
      ],
      [
        "person-tag-history",
        `/people/${made.person}`,
        "fact-value-name",
        async (page) => {
          await click("tag-history-open")(page);
          await seen(page, "tag-history");
        },
      ],
      [
        "person-consequence",
        `/people/${made.person}`,
        "fact-value-name",
        async (page) => {
          await click("change-open")(page);
          await page.getByTestId("change-died").fill("2026-11-01");
          await click("consequence-ask")(page);
          await seen(page, "consequence");
        },
      ],
      ["person-contested", `/people/${made.contested}`, "fact-value-name"],
      ["contests", "/contests", "contests-total"],
      ["tables-worker", "/tables", "table-new"],
      ["table", `/tables/${made.table}`, "table-rows"],
      ["burden-worker", "/burden", "burden-total"],
      ["people-apart", "/people?apart=away&sort=verified", "people-row-0"],
      ["ranks", "/ranks", "ranks-row-0"],
      ["samples", "/samples", "samples-row-0"],
      ["sample", `/samples/${made.sample}`, "door-0"],
      ["kinds", "/kinds", "kinds-row-0"],
      ["kind", `/kinds/${made.kind}`, "items-row-0"],
      [
        "person-merge",
        `/people/${made.person}`,
        "fact-value-name",
        async (page) => {
          await click("merge-open")(page);
          await page.getByTestId("merge-text").fill("王");
          await click("merge-find")(page);
          await click("merge-pick-0")(page);
          await seen(page, "merge-preview");
        },
      ],
      [
        "person-records",
        `/people/${made.person}`,
        "identity-panel",
        async (page) => {
          await click("identity-records")(page);
          await page.getByTestId("identity-panel").scrollIntoViewIfNeeded();
        },
      ],
      ["leads", "/leads?show=open", "leads-row-0"],
      [
        "lead",
        "/leads?show=open",
        "leads-row-0",
        async (page) => {
          await page.getByTestId("leads-row-0").getByRole("link").click();
          await seen(page, "lead-reasons");
        },
      ],
      [
        "lead-decline",
        "/leads?show=mine",
        "leads-row-0",
        async (page) => {
          await page.getByTestId("leads-row-0").getByRole("link").click();
          await click("lead-decline")(page);
          await seen(page, "lead-note");
        },
      ],
      [
        "leads-many",
        "/leads?show=mine",
        "leads-row-0",
        async (page) => {
          await page.getByRole("button", { name: "批量办理" }).click();
          await click("leads-pick-all")(page);
          await seen(page, "leads-many");
        },
      ],
      ["pairs", "/review", "review-row-0"],
      [
        "pair",
        "/review",
        "review-row-0",
        async (page) => {
          await click("review-start")(page);
          await seen(page, "comparisons");
        },
      ],
      ["estates", "/estates", "estates-row-0"],
      ["building", made.estate, "building-table"],
      [
        "building-room",
        made.estate,
        "building-table",
        async (page) => {
          await page
            .locator('[data-test^="room-"]')
            .filter({ hasText: /[2-9] 人/ })
            .first()
            .click();
          await seen(page, "room-more");
        },
      ],
      ["dwelling", `/dwellings/${made.dwelling}`, "fact-value-estate"],
      ["household", `/households/${made.household}`, "household-tags"],
      ["unplaced", "/unplaced", "reason-all"],
      ["places", "/places", "places-row-0"],
      ["place", `/places/${made.place}`, "fact-value-credit_code"],
    ],
    [`jd${STREET}`]: [
      ["workbench-street", "/workbench", "work-items"],
      ["forms-street", "/forms", "requests-row-0"],
      ["review", `/forms/submissions/${made.review}`, "corrections-table"],
      [
        "review-rows",
        `/forms/submissions/${made.review}`,
        "corrections-table",
        click("view-rows"),
      ],
      [
        "review-return",
        `/forms/submissions/${made.review}`,
        "corrections-table",
        async (page) => {
          await click("return-submission")(page);
          await seen(page, "remark");
        },
      ],
      ["people-street", "/people", "people-row-0"],
      ["tags", "/tags", "tags-row-0"],
      ["tag", "/tags/view?name=高龄老人", "definition-card"],
      [
        "tag-propose",
        "/tags/propose",
        "rule-text",
        async (page) => {
          await page.getByTestId("draft-name").fill("七十五岁以上");
          await page.getByTestId("rule-text").fill("年龄 >= 75 且 健在");
          await seen(page, "rule-count");
          await click("draft-preview")(page);
          await seen(page, "preview-samples");
        },
      ],
      [
        "tag-propose-fault",
        "/tags/propose",
        "rule-text",
        async (page) => {
          await page
            .getByTestId("rule-text")
            .fill("年龄 >= 75 且 居住地 在 本街道 且 健再");
          await seen(page, "rule-fault");
        },
      ],
      ["proposals", "/tags/proposals", "proposals-open"],
      ["proposal", `/tags/proposals/${made.proposal}`, "preview-samples"],
      ["segments", "/segments", "segments-row-0"],
      ["segment-new", "/segments/new", "segment-name"],
      ["table-new", "/tables/new", "table-columns"],
      ["tables", "/tables", "table-new"],
      ["comparisons", "/comparisons", "comparison-new"],
      ["comparison-new", "/comparisons/new", "comparison-title"],
      [
        "comparison",
        `/comparisons/${made.comparison}`,
        "comparison-figures",
      ],
      ["burden", "/burden", "burden-total"],
      ["segment", `/segments/${made.segment}`, "rule-count"],
      ["helpers", "/helpers", "rule-count"],
      ["cockpit", "/cockpit", "pyramid"],
      ["figures", "/figures", "figures-ask"],
      ["borders", "/borders", "border-new"],
      [
        "cockpit-card",
        "/cockpit",
        "pyramid",
        async (page) => {
          await click("card-population")(page);
          await seen(page, "definition-card");
        },
      ],
      [
        "person-why-tag",
        `/people/${made.person}`,
        "fact-value-name",
        async (page) => {
          await click("why-tags")(page);
          await seen(page, "why-tag-sentence");
        },
      ],
      [
        "kind-fields",
        "/kinds",
        "kinds-row-0",
        async (page) => {
          await click("kind-new")(page);
          await seen(page, "field-0");
        },
      ],
    ],
    minzheng: [
      ["workbench-department", "/workbench", "figures"],
      ["policies", "/policies", "policies-row-0"],
      ["policy", "/policies/qd-shibei-gaoling", "policy-who"],
      [
        "policy-try",
        "/policies/qd-shibei-gaoling",
        "policy-who",
        async (page) => {
          await click("policy-audit")(page);
          await seen(page, "audit-table");
          await click("policy-edit")(page);
          await click("policy-try")(page);
          await seen(page, "try-table");
        },
      ],
      [
        "policy-cases",
        "/policies/qd-shibei-gaoling",
        "policy-who",
        async (page) => {
          await click("policy-edit")(page);
          await page.getByTestId("cases-editor").scrollIntoViewIfNeeded();
          await click("cases-run")(page);
          await seen(page, "cases-said");
        },
      ],
      [
        "policy-new",
        "/policies",
        "policies-row-0",
        async (page) => {
          await click("policy-new")(page);
          await seen(page, "new-name");
        },
      ],
      [
        "policy-parts",
        "/policies/qd-shibei-gaoling",
        "policy-who",
        async (page) => {
          await click("policy-edit")(page);
          await page
            .getByTestId("edit-who")
            .fill("健在 且 户籍地 在 本区 且 年岭 >= 80");
          await seen(page, "wrong-/who");
          await click("parameter-add")(page);
          await seen(page, "edit-mistakes");
          await page
            .getByTestId("edit-who")
            .evaluate((field) => field.scrollIntoView({ block: "center" }));
        },
      ],
      ["payments", "/payments", "twice-people"],
      ["source", "/sources/minzheng-gaoling", "source-state"],
      ["burden-department", "/burden", "burden-total"],
      ["cockpit-department", "/cockpit", "pyramid"],
      ["deliveries", "/deliveries", "deliveries-row-0"],
      ["delivery", `/deliveries/${made.delivery}`, "issues-table"],
      ["forms-requests", "/forms", "requests-row-0"],
      ["forms-templates", "/forms?tab=templates", "templates-row-0"],
      ["template", `/forms/templates/${made.fresh}`, "template-state"],
      ["library", "/library", "library-row-0"],
      ["library-items", "/library?tab=items", "items-figures"],
      ["library-overlap", "/library?tab=overlap", "plan-row-0"],
      [
        "compose",
        `/forms/compose?template=${made.template}`,
        "preview-rows",
        openAreas,
      ],
      ["request", request, "progress-tree"],
      [
        "request-rollup",
        request,
        "progress-tree",
        async (page) => {
          await click("view-rollup")(page);
          await seen(page, "rollup-row-0");
        },
      ],
      [
        "request-totals",
        request,
        "progress-tree",
        async (page) => {
          await click("view-totals")(page);
          await seen(page, "street-table");
        },
      ],
      [
        "request-sendings",
        request,
        "progress-tree",
        async (page) => {
          await click("view-sendings")(page);
          await seen(page, "sendings");
        },
      ],
      ["form-rules", "/form-rules", "budgets"],
      [
        "request-events",
        request,
        "progress-tree",
        async (page) => {
          await click("view-events")(page);
          await seen(page, "request-events");
        },
      ],
    ],
    shuju: [
      ["cutovers", "/cutovers", "cutover-check"],
      ["source-centre", "/sources/gongan-hukou", "source-state"],
    ],
    admin: [
      ["workbench-admin", "/workbench", "account-menu"],
      ["accounts", "/accounts", "accounts-row-0"],
      [
        "account-new",
        "/accounts",
        "accounts-row-0",
        async (page) => {
          await click("account-new")(page);
          await seen(page, "account-create");
        },
      ],
      ["areas", "/areas", "areas-find"],
      ["audit", "/audit", "audit-row-0"],
      [
        "menu",
        "/audit",
        "audit-row-0",
        async (page) => {
          const opener = page.getByTestId("nav-open");
          if (await opener.isVisible()) await opener.click();
          else await click("account-menu")(page);
        },
      ],
    ],
  };
}

async function openRow(page) {
  const card = page.getByTestId("card-0");
  if (await card.isVisible()) await card.click();
  else await page.getByTestId("row-0").click();
  await page
    .getByTestId("row-form")
    .or(page.getByTestId("row-dialog"))
    .first()
    .waitFor();
}
async function openAlike(page) {
  const link = page.getByTestId("people-row-0").getByRole("link").first();
  const birth = await page.evaluate(async (path) => {
    const answer = await fetch(`/api${path}/reveal`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-linli": "1" },
      body: JSON.stringify({ element: "birth_date", purpose: "核对出生日期" }),
    });
    return (await answer.json()).value;
  }, await link.getAttribute("href"));
  const name = await link.innerText();
  await page.getByTestId("people-alike").click();
  await page.getByTestId("alike-name").fill(name);
  await page.getByTestId("alike-birth").fill(birth);
  await page.getByTestId("alike-find").click();
  await page.getByTestId("alike-why-0").click();
}
async function openFilters(page) {
  const tags = page.getByTestId("tags-all");
  if (!(await tags.isVisible())) await page.getByTestId("people-more").click();
  await tags.waitFor();
  await page.getByTestId("people-row-0").waitFor();
}
async function openAreas(page) {
  await page.getByTestId(`street-open-${STREET}000`).click();
}

async function walk(size, viewport, login, screens) {
  const page = login
    ? await signIn(browser, demo, login, viewport)
    : await openWindow(browser, demo, viewport);
  for (const [name, address, ready, act] of screens) {
    if (process.env.ONLY && !new RegExp(process.env.ONLY).test(name)) continue;
    try {
      await page.goto(address);
      await page
        .locator(
          ready
            .split("|")
            .map((id) => `[data-test="${id}"]`)
            .join(", "),
        )
        .first()
        .waitFor();
      await act?.(page);
      await page.waitForLoadState("networkidle");
      // Drawers and dialogs have come to rest, and the font is there.
      await page.evaluate(async () => {
        await document.fonts.ready;
        await Promise.all(
          document
            .getAnimations()
            .map((each) => each.finished.catch(() => undefined)),
        );
      });
      await page.screenshot({ path: path.join(out, `${name}-${size}.png`) });
    } catch (error) {
      process.stderr.write(
        `${name} (${size}): ${error.message.split("\n")[0]}\n`,
      );
      process.exitCode = 1;
      await page.screenshot({
        path: path.join(out, `FAILED-${name}-${size}.png`),
      });
    }
  }
  await page.context().close();
}
