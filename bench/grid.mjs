// The fill sheet of some thousand rows in a browser, on the clock: opened, jumped to its end, a column
// pasted. Usage:
//   node bench/grid.mjs [ROWS=5000] [DATA]
// Needs Chromium and e2e/node_modules (`make test` puts both there). DATA is a folder that `linli demo`
// filled before, with a community of so many people; without it a street is made and removed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { openBrowser, signIn } from '../e2e/browser.mjs'
import { uploadForm } from './form.mjs'
import { Person, load, serve, show, stop } from './served.mjs'

const [wanted = '5000', kept] = process.argv.slice(2)
const ROWS = Number(wanted)
const folder = kept ? undefined : mkdtempSync(join(tmpdir(), 'linli-grid-'))
const data = kept ?? join(folder, 'data')
const PHONE = 8

const since = async (act) => {
  const began = performance.now()
  await act()
  return `${((performance.now() - began) / 1000).toFixed(2)} s`
}

/** The community with the fewest people that still has enough, and the age from which they are listed. */
async function community(served, password) {
  const communities = served.accounts.filter((one) => one.role === 'community')
  for (const { login } of communities) {
    const worker = await new Person(served.address).signIn(login, password)
    const { total } = await worker.ask('POST', '/api/people/query', { basis: 'home', alive: true, size: 1 })
    if (total >= ROWS) return { login, total }
  }
  throw new Error(`no community of ${ROWS} people has a demo account`)
}

async function send(officer, area) {
  const due = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const population = { basis: 'home', alive: true }
  const wish = { title: '大表', due, duty: 'elder-allowance', areas: [area], population, ask_anyway: true }
  const template_id = await uploadForm(officer, data)
  const request = await officer.ask('POST', '/api/requests', { template_id, ...wish })
  const { submissions_list: parts } = await officer.ask('GET', `/api/requests/${request.id}`)
  return parts[0]
}

let browser
try {
  show('load of the machine', await load())
  // The largest communities of a street with so many residents hold more than ROWS.
  const served = await serve({ data, area: kept ? '370203' : '370203005', residents: kept ? 1_020_000 : ROWS * 8 })
  const { password } = served.accounts.find((one) => one.login === 'minzheng')
  // A department whose minutes of the year no other measurement uses up.
  const officer = await new Person(served.address).signIn('weijian', password)
  const { login } = await community(served, password)
  const part = await send(officer, login.slice(2))

  browser = await openBrowser()
  const demo = { address: served.address, account: () => ({ password }) }
  const page = await signIn(browser, demo, login)
  const first = page.getByTestId(`cell-0-${PHONE}`)
  show(`sheet of ${part.rows} rows, opened`, await since(async () => {
    await page.goto(`/forms/submissions/${part.id}`)
    await first.waitFor()
  }))
  show('to its last row', await since(async () => {
    await first.click()
    await page.keyboard.press('Control+End')
    await page.locator(`[data-test^="cell-${part.rows - 1}-"]`).first().waitFor()
  }))
  const origin = served.address
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  await page.keyboard.press('Control+Home')
  await first.click()
  const phones = Array.from({ length: ROWS }, (_, at) => `139${String(10_000_000 + at)}`).join('\r\n')
  await page.evaluate((block) => navigator.clipboard.writeText(block), phones)
  show(`${ROWS} cells pasted and kept by the server`, await since(async () => {
    await page.keyboard.press('Control+v')
    await page.getByTestId('save-state').getByText('已自动保存').waitFor()
  }))
  await browser.close()
  await stop(served)
} finally {
  await browser?.close()
  if (folder) rmSync(folder, { recursive: true, force: true })
}
