// 登记前查重: who of the registry somebody may be, asked over HTTP for many records one by one, as a
// community worker and as the data centre. Usage:
//   node bench/alike.mjs [RESIDENTS=20000] [DATA]
// DATA is a folder that `linli demo` filled before; it is kept. Without it a district is made and
// removed. Asked about are people of the district, described as one describes them at a door: by name
// and birth date, by a number with a slip, by name and phone, by name and address. It says too how many
// of them stand first in the answer. ASKS names how many of each are asked.
import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { BINARY, Person, Times, load, passingFolder, serve, show, stop } from './served.mjs'

const [residents = '20000', kept] = process.argv.slice(2)
const work = passingFolder('alike')
const data = kept ?? join(work, 'data')
const ASKS = Number(process.env.ASKS ?? 200)
const BUDGET = 20

/** The fields of a line of csv that holds no line breaks. */
function fields(line) {
  const all = line.matchAll(/(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/g)
  return [...all].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain)
}

/** People of whom everything is known that is asked by, spread over the whole registry. */
async function described() {
  const out = join(work, 'out')
  const done = spawnSync(BINARY, ['export', '--data', data, '--out', out, '--format', 'csv'], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`the people could not be exported: ${done.stderr}`)
  let header
  const people = []
  for await (const line of createInterface({ input: createReadStream(join(out, 'people.csv')) })) {
    const values = fields(line.replace(/^\uFEFF/, ''))
    header ??= values
    const person = Object.fromEntries(header.map((name, at) => [name, values[at] ?? '']))
    if (person.id_number.length === 18 && person.phone && person.home_dwelling_id) people.push(person)
  }
  const step = Math.max(1, Math.floor(people.length / ASKS))
  return people.filter((_, at) => at % step === 0).slice(0, ASKS)
}

/** One digit of the serial is another one. */
const slipped = (number) => number.slice(0, 15) + ((Number(number[15]) + 3) % 10) + number.slice(16)

const WAYS = {
  'name and birth date': ({ name, birth_date }) => ({ name, birth_date }),
  'number with a slip, name': ({ name, id_number }) => ({ name, id_number: slipped(id_number) }),
  'name and phone': ({ name, phone }) => ({ name, phone: phone.split(';')[0] }),
  'name and address': ({ name, address }) => ({ name, address }),
  'all of it': ({ name, birth_date, id_number, phone, address }) => ({
    name,
    birth_date,
    id_number,
    phone: phone.split(';')[0],
    address,
  }),
}

async function timed(what, caller, people, asked) {
  const times = new Times()
  let first = 0
  let refused = 0
  for (const person of people) {
    const began = performance.now()
    const answer = await caller.send('POST', '/api/people/alike', asked(person))
    times.add(performance.now() - began)
    if (answer.status !== 200) refused += 1
    else first += Number(String(JSON.parse(answer.text).people[0]?.person.id) === person.person_id)
  }
  const said = refused > 0 ? `, ${refused} refused` : ''
  show(what, `${times.text()}; ${first} of ${people.length} stand first${said}`)
  return times.at(0.5)
}

const served = await serve({ data, residents })
const people = await described()
const password = served.accounts.find((account) => account.login === 'shuju').password
const signedIn = (login) => new Person(served.address).signIn(login, password)
const centre = await signedIn('shuju')
const worker = await signedIn(served.accounts.find((account) => account.login.startsWith('sq')).login)
show('load before', load())
await timed('first questions', centre, people.slice(0, 5), WAYS['all of it'])
const medians = []
for (const [way, asked] of Object.entries(WAYS)) medians.push(await timed(`${way}, data centre`, centre, people, asked))
// Of a worker most are people of other communities, of whom the answer is kept in the audit.
medians.push(await timed('all of it, a community', worker, people, WAYS['all of it']))
const worst = Math.max(...medians)
show('slowest median', `${worst.toFixed(1)} ms, budget ${BUDGET} ms: ${worst <= BUDGET ? 'kept' : 'OVER'}`)
await stop(served)
