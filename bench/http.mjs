// Requests that arrive by a schedule, over connections that stay open, signed in. How long each took is
// counted from when it was due, so that a slow answer is not hidden by asking less. Usage:
//   node bench/http.mjs count  [RESIDENTS=20000] [DATA]   500 counts of A∧B∧¬C a second, for 30 s
//   node bench/http.mjs people [RESIDENTS=20000] [DATA]   500 people working at once, for 60 s
//   node bench/http.mjs both   [RESIDENTS=20000] [DATA]   the one and then the other
// DATA is a folder that `linli demo` filled before; it is kept, with what was written to it. Without it a
// district is made and removed. LINLI_BINARY names the program, RATE, DURATION, PEOPLE, PAUSE, LOCKS and SETTLE
// (seconds after the start) other numbers.
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { sendForm } from './form.mjs'
import { Person, Times, load, passingFolder, serve, show, stop } from './served.mjs'

const [mode = 'count', residents = '20000', kept] = process.argv.slice(2)
const measures = { count: [counts], people: [people], both: [counts, people] }[mode]
if (!measures) throw new Error(`${mode} is none of count, people and both`)
const data = kept ?? join(passingFolder('http'), 'data')
const setting = (name, usual) => Number(process.env[name] ?? usual)

const COUNT = {
  size: 0,
  tags_all: ['高龄老人', '独居(户内唯一居住人)'],
  tags_none: ['享受老年综合/高龄津贴'],
}
const PHONE = 8
const UNTIL = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)
/** The share of acts that lock a value of a person or let it go. */
const LOCKS = setting('LOCKS', 2) / 100
const BUDGET = { count: 5, people: 100 }

/** Calls `act` at each of `due` milliseconds from now, whether or not earlier ones are done. */
async function onSchedule(due, act) {
  const began = performance.now() + 100
  const running = []
  let late = 0
  for (const [at, wanted] of due.entries()) {
    const wait = began + wanted - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    late = Math.max(late, performance.now() - began - wanted)
    running.push(act(at, began + wanted))
  }
  await Promise.all(running)
  return late
}

function verdict(times, budget) {
  const most = times.at(0.99)
  return `p99 ${most.toFixed(1)} ms, budget ${budget} ms: ${most <= budget ? 'kept' : 'OVER'}`
}

/** Counts at a steady rate, all through one signed-in session. */
async function counts(signedIn) {
  const [rate, seconds] = [setting('RATE', 500), setting('DURATION', 30)]
  const officer = await signedIn('minzheng', 64)
  const first = await officer.ask('POST', '/api/people/query', COUNT)
  const groups = await officer.ask('POST', '/api/people/group', { ...COUNT, by: 'community' })
  if (groups.total !== first.total) throw new Error(`${groups.total} people by community, ${first.total} in all`)
  // Connections are opened before anything is measured.
  await Promise.all(Array.from({ length: 64 }, () => officer.ask('POST', '/api/people/query', COUNT)))
  const [times, sent] = [new Times(), new Times()]
  const wrong = { count: 0 }
  const due = Array.from({ length: rate * seconds }, (_, at) => (at * 1000) / rate)
  const late = await onSchedule(due, async (_, wanted) => {
    const began = performance.now()
    const { total } = await officer.ask('POST', '/api/people/query', COUNT)
    times.add(performance.now() - wanted)
    sent.add(performance.now() - began)
    if (total !== first.total) wrong.count += 1
  })
  show(`${rate} counts of A∧B∧¬C a second for ${seconds} s`, times.text())
  show('the same from when each was really sent', sent.text())
  show('people counted, other answers, sent late at most', `${first.total}, ${wrong.count}, ${late.toFixed(1)} ms`)
  show('count over HTTP', verdict(times, BUDGET.count))
}

/** What somebody at a community does, by share: mostly looks, sometimes writes. */
class Colleague {
  constructor(person, ids, part, rows) {
    Object.assign(this, { person, ids, part, rows, locks: new Map(), serial: 0 })
  }

  /** One act; says whether it writes. */
  async act() {
    const kind = Math.random()
    const pick = (list) => list[Math.floor(Math.random() * list.length)]
    const ask = (path, body) => this.person.ask('POST', path, body)
    if (kind < 0.08 && this.rows.length > 0) return this.fill(pick(this.rows))
    if (kind >= 1 - LOCKS) return this.turn(pick(this.ids))
    if (kind < 0.33) await ask('/api/people/query', { size: 50, page: 1 })
    else if (kind < 0.5) await ask('/api/people/query', { size: 50, tags_all: ['高龄老人'], sort: 'address' })
    else if (kind < 0.6) await ask('/api/people/query', { size: 50, text: '王' })
    else if (kind < 0.8) await this.person.ask('GET', `/api/people/${pick(this.ids)}`)
    else if (kind < 0.9) await this.person.ask('GET', '/api/tags')
    else await this.person.ask('GET', '/api/workbench')
    return false
  }

  /** A cell of the form that only this person fills. */
  async fill(row) {
    const text = `1390000${String((this.serial += 1) % 10_000).padStart(4, '0')}`
    const cells = [{ index: PHONE, text }]
    const path = `/api/submissions/${this.part}/rows/${row.id}`
    row.version = (await this.person.ask('PATCH', path, { cells, version: row.version })).version
    return true
  }

  /** Fixes a value, or lets it go again. */
  async turn(entity) {
    const lock = this.locks.get(entity)
    if (lock) {
      this.locks.delete(entity)
      await this.person.ask('POST', `/api/locks/${lock}/lift`)
      return true
    }
    const wanted = { entity, element: 'job_title', text: '楼组长', reason: '压力检验写入', until: UNTIL }
    this.locks.set(entity, (await this.person.ask('POST', '/api/locks', wanted)).id)
    return true
  }
}

/** Signs in `count` people of all communities; those of one community share neither people nor rows. */
async function colleagues(signedIn, count) {
  const officer = await signedIn('minzheng')
  const parts = await sendForm(officer, data, { tags_all: COUNT.tags_all })
  const each = Math.ceil(count / parts.length)
  const found = []
  for (const part of parts) {
    const query = { size: 200, page: 1 }
    const worker = await signedIn(`sq${part.community_code}`)
    const people = await worker.ask('POST', '/api/people/query', query)
    const { rows } = await worker.ask('POST', `/api/submissions/${part.id}/rows/query`, query)
    for (let at = 0; at < each && found.length < count; at += 1) {
      const mine = (list) => list.filter((_, place) => place % each === at)
      const person = at === 0 ? worker : await signedIn(worker.login)
      const ids = mine(people.rows).map(({ id }) => id)
      const cells = mine(rows).map(({ id, version }) => ({ id, version }))
      if (ids.length > 0) found.push(new Colleague(person, ids, part.id, cells))
    }
  }
  return found
}

/** People who each do something every few seconds, each by a schedule of their own. */
async function people(signedIn) {
  const [count, seconds, pause] = [setting('PEOPLE', 500), setting('DURATION', 60), setting('PAUSE', 5)]
  const all = await colleagues(signedIn, count)
  const [reads, writes, both] = [new Times(), new Times(), new Times()]
  const failed = []
  const steps = Math.floor(seconds / pause)
  const due = Array.from({ length: steps * all.length }, (_, at) => (at * pause * 1000) / all.length)
  // Nobody does two things at once: what is due while the last is not done waits, and its time counts.
  const busy = new Map()
  const late = await onSchedule(due, (at, wanted) => {
    const one = all[at % all.length]
    const act = (busy.get(one) ?? Promise.resolve()).then(async () => {
      try {
        const wrote = await one.act()
        const took = performance.now() - wanted
        ;(wrote ? writes : reads).add(took)
        both.add(took)
      } catch (problem) {
        failed.push(problem.message)
      }
    })
    busy.set(one, act)
    return act
  })
  show(`${all.length} people, one act in ${pause} s each, for ${seconds} s`, both.text())
  show('reads', reads.text())
  show('writes (cells of a form, values of people)', writes.text())
  show('failed, sent late at most', `${failed.length}, ${late.toFixed(1)} ms`)
  failed.slice(0, 5).forEach((sentence) => console.log(sentence))
  show('people working at once', verdict(both, BUDGET.people))
}

const served = await serve({ data, residents })
// A program that has just started reads the registry ahead beside its first answers.
await new Promise((resolve) => setTimeout(resolve, setting('SETTLE', 30) * 1000))
const { password } = served.accounts.find((account) => account.login === 'minzheng')
const signedIn = (login, connections) => new Person(served.address, connections).signIn(login, password)
for (const measure of measures) {
  show('load of the machine before', load())
  await measure(signedIn)
}
show('load of the machine after', load())
await stop(served)
process.exit()
