// The queue of pairs that people are asked about, when it is long: its first page and a late one, for
// the data centre and for a community, over HTTP. Usage:
//   node bench/review.mjs [RESIDENTS=20000] [DATA]
// DATA is a folder that `linli demo` filled before; it is kept, with the pairs put into it. Without it a
// district is made and removed. The pairs are put into the database while nothing runs on it (SQLite,
// by python3), because no district of that size has so many. PAIRS and ASKS name other numbers.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Person, Times, load, passingFolder, serve, show, stop } from './served.mjs'

const [residents = '20000', kept] = process.argv.slice(2)
const data = kept ?? join(passingFolder('review'), 'data')
const PAIRS = Number(process.env.PAIRS ?? 50_000)
const ASKS = Number(process.env.ASKS ?? 50)
const BUDGET = 1000

/** Puts open pairs of neighbouring people into the queue, with the words of one that is there. */
const FILL = `
import sqlite3, sys
database, wanted = sqlite3.connect(sys.argv[1]), int(sys.argv[2])
weights = database.execute("SELECT weights FROM review_pair LIMIT 1").fetchone()
weights = weights[0] if weights else "[]"
people = database.execute(
    "SELECT id, community FROM entity WHERE kind = 1 AND state = 1 AND community IS NOT NULL"
    " ORDER BY community, id").fetchall()
def pairs():
    for step in range(1, len(people)):
        for (one, community), (other, _) in zip(people, people[step:]):
            yield min(one, other), max(one, other), (one * 7919 + step) % 10007 / 10007, weights, community
with database:
    left = wanted - database.execute("SELECT count(*) FROM review_pair WHERE state = 'open'").fetchone()[0]
    for pair in pairs():
        if left <= 0:
            break
        left -= database.execute(
            "INSERT INTO review_pair (low, high, probability, weights, community, state, made_at)"
            " VALUES (?, ?, ?, ?, ?, 'open', 0) ON CONFLICT DO NOTHING", pair).rowcount
`

function fill() {
  const done = spawnSync('python3', ['-c', FILL, join(data, 'linli.db'), String(PAIRS)], { encoding: 'utf8' })
  if (done.error) throw new Error('python3 is needed to put pairs into the queue; install it and try again')
  if (done.status !== 0) throw new Error(`the queue could not be filled: ${done.stderr}`)
}

async function timed(what, person, path) {
  const times = new Times()
  // The first answer waits for the database's pages to be read.
  const { total } = await person.ask('GET', path)
  for (let at = 0; at < ASKS; at += 1) {
    const began = performance.now()
    await person.ask('GET', path)
    times.add(performance.now() - began)
  }
  show(`${what}, of ${total}`, times.text())
  return { total, median: times.at(0.5) }
}

await stop(await serve({ data, residents }))
fill()
const served = await serve({ data, residents })
const password = served.accounts.find((account) => account.login === 'shuju').password
const signedIn = (login) => new Person(served.address).signIn(login, password)
const centre = await signedIn('shuju')
show('load before', load())
const first = await timed('open pairs, first page of all', centre, '/api/review?size=50')
if (first.total < PAIRS * 0.9) throw new Error(`only ${first.total} pairs are open`)
await timed('open pairs, page 900 of all', centre, '/api/review?size=50&page=900')
const community = served.accounts.find((account) => account.login.startsWith('sq')).login
await timed('open pairs, first page of a community', await signedIn(community), '/api/review?size=50')
const verdict = first.median <= BUDGET ? 'kept' : 'OVER'
show('first page of all open pairs', `median ${first.median.toFixed(1)} ms, budget ${BUDGET} ms: ${verdict}`)
await stop(served)
