// A request over a whole district, on the clock: sent and prefilled, rolled up, seen within moments of a
// submit; and one community's list of some 2,000 rows, prefilled, accepted and written back. Usage:
//   node bench/reporting.mjs [RESIDENTS=1020000] [DATA]
// DATA is a folder that `linli demo` filled before; it is kept, with what was written to it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { sendForm, uploadForm } from './form.mjs'
import { Person, Times, load, serve, show, stop } from './served.mjs'

const [residents = '1020000', kept] = process.argv.slice(2)
const folder = kept ? undefined : mkdtempSync(join(tmpdir(), 'linli-reporting-'))
const data = kept ?? join(folder, 'data')
const ROWS = 2000
const ASKS = 50
const DUE = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)

async function timed(act) {
  const began = performance.now()
  const answer = await act()
  return { answer, seconds: (performance.now() - began) / 1000 }
}

function budget(seconds, most) {
  return `${seconds.toFixed(2)} s, budget ${most} s: ${seconds <= most ? 'kept' : 'OVER'}`
}

/** Leaves out rows in which something required is missing, then hands the part up. */
async function submit(worker, part) {
  for (let page = 1; ; page += 1) {
    const { rows } = await worker.ask('POST', `/api/submissions/${part.id}/rows/query`, { size: 500, page })
    for (const row of rows.filter((one) => !one.excluded && one.cells.some((cell) => cell.issue))) {
      const body = { version: row.version, reason: '资料不全，另行补报' }
      await worker.ask('POST', `/api/submissions/${part.id}/rows/${row.id}/exclude`, body)
    }
    if (rows.length < 500) break
  }
  await worker.ask('POST', `/api/submissions/${part.id}/submit`, {})
}

/** The whole district: how long sending takes, the roll-up, and until a submit is seen in it. */
async function wholeDistrict(officer, signedIn) {
  const { answer: parts, seconds } = await timed(() => sendForm(officer, data))
  const path = `/api/requests/${parts[0].request_id}`
  const { totals } = await officer.ask('GET', path)
  show(`sent to ${parts.length} communities, ${totals.rows} rows prefilled`, `${seconds.toFixed(2)} s`)

  const times = new Times()
  for (let at = 0; at < ASKS; at += 1) times.add((await timed(() => officer.ask('GET', path))).seconds * 1000)
  show('roll-up of all communities', times.text())
  show('roll-up', budget(times.at(0.99) / 1000, 1))

  const withAccount = parts.find((part) => officer.accounts.some((one) => one.login === `sq${part.community_code}`))
  const worker = await signedIn(`sq${withAccount.community_code}`)
  let handedUp
  const watching = (async () => {
    const began = performance.now()
    for (;;) {
      const { totals: now } = await officer.ask('GET', path)
      if (now.submitted > totals.submitted) return performance.now() - (handedUp ?? performance.now())
      if (performance.now() - began > 120_000) throw new Error('a submit never showed in the roll-up')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  await submit(worker, withAccount)
  handedUp = performance.now()
  show('a submit seen in the roll-up after', budget(Math.max(0, await watching) / 1000, 2))
  return worker
}

/** One community's list: as many of its oldest people as come to about 2,000. */
async function oneList(officer, worker, street) {
  const area = worker.login.slice(2)
  let population
  for (let age = 90; age >= 0; age -= 5) {
    population = { age_min: age, basis: 'home', alive: true }
    const { total } = await worker.ask('POST', '/api/people/query', { ...population, area, size: 1 })
    if (total >= ROWS) break
  }
  const template = await uploadForm(officer, data)
  const wish = {
    template_id: template,
    title: '两千行名册',
    due: DUE,
    duty: 'elder-allowance',
    areas: [area],
    population,
    ask_anyway: true,
  }
  const sent = await timed(() => officer.ask('POST', '/api/requests', wish))
  const { submissions_list: parts } = await officer.ask('GET', `/api/requests/${sent.answer.id}`)
  await submit(worker, parts[0])
  await street.ask('POST', `/api/submissions/${parts[0].id}/accept`, {})
  const written = await timed(() =>
    officer.send('POST', `/api/requests/${sent.answer.id}/workbook`, { purpose: '压力检验' }),
  )
  if (written.answer.status !== 200) throw new Error(`no workbook: ${written.answer.text}`)
  show(`one list of ${parts[0].rows} rows, prefilled and kept`, `${sent.seconds.toFixed(2)} s`)
  show('the same, written into its workbook', `${written.seconds.toFixed(2)} s`)
  show('prefilled and written', budget(sent.seconds + written.seconds, 0.3))
}

try {
  show('load of the machine', await load())
  const served = await serve({ data, residents })
  const password = served.accounts.find((one) => one.login === 'minzheng').password
  const signedIn = (login) => new Person(served.address, 4).signIn(login, password)
  // The year's minutes of one department do not suffice for this and for bench/http.mjs.
  const officer = Object.assign(await signedIn('weijian'), { accounts: served.accounts })
  const worker = await wholeDistrict(officer, signedIn)
  await oneList(officer, worker, await signedIn(`jd${worker.login.slice(2, 11)}`))
  await stop(served)
} finally {
  if (folder) rmSync(folder, { recursive: true, force: true })
}
