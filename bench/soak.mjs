// A district that is edited and read at once, for minutes: nothing read is stale, nothing written is
// lost, and every count is the same after the program was killed and started again. Usage:
//   node bench/soak.mjs [MINUTES=10] [RESIDENTS=3000] [AREA=370203005]
// Exits 1 on any violation. LINLI_BINARY names the program.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { sendForm } from './form.mjs'
import { BINARY, Person, Times, load, passingFolder, serve, show, stop } from './served.mjs'
import { Worker } from './soak/worker.mjs'

const [minutes = '10', residents = '3000', area = '370203005'] = process.argv.slice(2)
const data = join(passingFolder('soak'), 'data')
const ELDERS = '老年人(60+)'
const READERS = 6

/** What went wrong, one sentence each. */
const wrong = []
const edits = new Times()
const reads = new Times()
let longest = 0
let stale = 0

/** Reads through `ask` and judges what it shows by every track that `shown` names. */
async function look(ask, shown) {
  const judges = shown.map(([track, pick]) => [track.read(), pick])
  const began = performance.now()
  const answer = await ask()
  reads.add(performance.now() - began)
  for (const [judge, pick] of judges) {
    const verdict = judge(pick(answer))
    longest = Math.max(longest, verdict.delay)
    if (!verdict.stale) continue
    stale += 1
    if (stale <= 20) wrong.push(verdict.stale)
  }
}

/** A reader: lists, counts and pages, in turns, until the end. */
async function readOn(person, workers, over) {
  for (let turn = 0; !over(); turn += 1) {
    const worker = workers[turn % workers.length]
    const by = { by: 'community', tags_all: [ELDERS] }
    const counted = (groups, code) => groups.find((group) => group.key === code)?.count ?? 0
    const ask = (path, body) => () => person.ask(body ? 'POST' : 'GET', path, body)
    const ways = [
      () =>
        look(ask('/api/people/query', { area: worker.code, tags_all: [ELDERS], size: 50 }), [
          [worker.elders, (list) => list.total],
        ]),
      () =>
        look(
          ask('/api/people/group', by),
          workers.map((each) => [each.elders, ({ groups }) => counted(groups, each.code)]),
        ),
      () =>
        look(ask(`/api/tags?area=${worker.code}&basis=home`), [
          [worker.elders, (tags) => tags.find((tag) => tag.name === ELDERS).count],
        ]),
      () => {
        const [id, track] = worker.anyTitle()
        return look(ask(`/api/people/${id}`), [[track, worker.titleOf]])
      },
      () => {
        const [id, track] = worker.anyDeath()
        return look(ask(`/api/people/${id}`), [[track, worker.isElder]])
      },
    ]
    await ways[turn % ways.length]()
  }
}

/** A writer: one edit after the other, each looked for at once through somebody else's connection. */
async function writeOn(worker, other, over) {
  while (!over()) {
    const began = performance.now()
    const written = await worker.edit()
    if (!written) continue
    edits.add(performance.now() - began)
    await look(() => written.ask(written.own ? worker.person : other), [[written.track, written.pick]])
  }
}

async function linli(...args) {
  const { stdout } = await promisify(execFile)(BINARY, args)
  return stdout.trim()
}

/** Everything that must be the same after a restart. */
async function state(centre, workers) {
  const tags = {}
  for (const { code } of [{ code: area }, ...workers]) {
    const counts = await centre.ask('GET', `/api/tags?area=${code}`)
    tags[code] = counts.map(({ name, count, unknown }) => `${name} ${count} ${unknown}`)
  }
  return { tags: JSON.stringify(tags), digest: await linli('digest', '--data', data) }
}

/** Every lock, lift and edit that was acknowledged stands in the audit, page by page. */
async function auditHolds(admin, workers) {
  const acts = new Map()
  for (const act of ['lock.create', 'lock.lift', 'submission.edit']) {
    const found = new Map()
    for (let page = 1, left = 1; left > 0; page += 1) {
      const { rows, total } = await admin.ask('GET', `/api/audit?act=${act}&page=${page}&size=200`)
      for (const { subject } of rows) found.set(subject.match(/\d+/)[0], (found.get(subject.match(/\d+/)[0]) ?? 0) + 1)
      left = rows.length === 0 ? 0 : total - page * 200
    }
    acts.set(act, found)
  }
  let lost = 0
  for (const { done } of workers) {
    for (const [act, id, times] of done.entries()) {
      if ((acts.get(act).get(String(id)) ?? 0) >= times) continue
      lost += 1
      wrong.push(`${act} ${id} was acknowledged and is not in the audit`)
    }
  }
  return lost
}

let served = await serve({ data, area, residents })
const { password } = served.accounts.find((account) => account.login === 'minzheng')
const signedIn = (login) => new Person(served.address).signIn(login, password)
const officer = await signedIn('minzheng')
const submissions = await sendForm(officer, data)
const workers = []
for (const submission of submissions) {
  const person = await signedIn(`sq${submission.community_code}`)
  workers.push(await Worker.of(person, submission, ELDERS))
}
const until = performance.now() + Number(minutes) * 60_000
const over = () => performance.now() > until
const others = await Promise.all(Array.from({ length: READERS }, () => signedIn('minzheng')))
await Promise.all([
  ...workers.map((worker, at) => writeOn(worker, others[at % READERS], over)),
  ...others.map((person) => readOn(person, workers, over)),
])
for (const worker of workers) await worker.handIn(await signedIn(`jd${worker.code.slice(0, 9)}`))
const refused = workers.reduce((sum, worker) => sum + worker.refused.length, 0)
wrong.push(...workers.flatMap((worker) => worker.refused))

const before = await state(await signedIn('shuju'), workers)
await stop(served)
served = await serve({ data, area, residents })
const centre = await signedIn('shuju')
const after = await state(centre, workers)
if (after.tags !== before.tags) wrong.push('counts by tag are others after the restart')
if (after.digest !== before.digest) wrong.push('the digest is another after the restart')
let lost = await auditHolds(await signedIn('admin'), workers)
for (const worker of workers) {
  const missing = await worker.missing(await signedIn(worker.person.login))
  lost += missing.length
  wrong.push(...missing)
}
await stop(served)

show('minutes, load of the machine at the end', `${minutes}, ${load()}`)
show('edits acknowledged', edits.text())
show('reads', reads.text())
show('longest time a committed write was not yet seen', `${longest.toFixed(1)} ms`)
show('stale, lost, refused', `${stale}, ${lost}, ${refused}`)
show(
  'counts by tag and digest after a kill and a restart',
  after.tags === before.tags && after.digest === before.digest ? 'the same' : 'OTHERS',
)
wrong.slice(0, 40).forEach((sentence) => console.log(sentence))
process.exit(wrong.length === 0 ? 0 : 1)
