// Counts tags and policies a second time, from the exported tables and by the words of the sources
// instead of by Linli's rules, and names every person of whom the two differ. Made-up people who
// stand on a border are loaded before, with answers worked out by hand. Usage:
//   node bench/recount.mjs [AREA=370203005] [RESIDENTS=3000] [DATA]
// The area lies in 370203 (市北) or 310151 (崇明). DATA is made when missing and kept, to look at single
// people afterwards. LINLI_BINARY names the program. Exits 1 when anything differs.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { entitlement, POLICIES, TAGS } from './recount/answers.mjs'
import { borderFiles, borderPeople, idNumber } from './recount/border.mjs'
import { readCsv } from '../e2e/server.mjs'
import { Registry } from './recount/registry.mjs'
import { BINARY, Person, passingFolder, serve, stop } from './served.mjs'

const [area = '370203005', residents = '3000', kept] = process.argv.slice(2)
const district = area.slice(0, 6)
const folder = passingFolder('recount')
const data = kept ?? join(folder, 'data')
const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
let differences = 0

async function linli(...args) {
  const { stdout } = await promisify(execFile)(BINARY, args, { maxBuffer: 1 << 28 })
  return stdout
}

async function exported() {
  const out = mkdtempSync(join(folder, 'out-'))
  await linli('export', '--data', data, '--out', out, '--format', 'csv')
  return out
}

/** Loads the people on the borders; their homes are dwellings where nobody lives. */
async function loadBorder(people) {
  const dwellings = readCsv(readFileSync(join(await exported(), 'dwellings.csv'), 'utf8'))
  const empty = dwellings.filter((one) => one.residents === '0' && one.estate && one.building && one.room)
  for (const { source, text } of borderFiles(people, district, empty)) {
    const file = join(folder, `${source}.csv`)
    writeFileSync(file, text)
    await linli('import', '--data', data, '--source', source, '--part', '--accept-drift', file)
  }
}

const said = (truth) => (truth === null ? '无法判断' : truth ? '满足' : '不满足')
const shown = (one) =>
  [said(one.entitled), ...(one.entitled ? one.due.map((due) => (due.truth === null ? '?' : due.yuan)) : [])].join(' ')

function differ(what, person, expected, got) {
  differences += 1
  const place = person.hukou_community_code || person.hukou_county || '户籍地不掌握'
  console.log(
    `  ${what}：记录 ${person.person_id}（${person.birth_date || '出生日期不掌握'}，${place}）应为 ${expected}，实为 ${got}`,
  )
}

/** Of whom Linli says that a tag is not theirs. */
async function without(asker, name) {
  const found = new Set()
  for (let page = 1, left = 1; left > 0; page += 1) {
    const query = { rule: `非 标签(${name})`, size: 200, page, purpose: '核对标签规则' }
    const { rows, total } = await asker.ask('POST', '/api/people/query', query)
    rows.forEach(({ id }) => found.add(String(id)))
    left = total - page * 200
  }
  return found
}

/** Linli's answers for a tag, person by person. */
async function checkTag(registry, asker, name, answer) {
  const carriers = registry.carriers.get(name) ?? new Set()
  const others = await without(asker, name)
  const count = { true: 0, null: 0 }
  for (const id of registry.ids) {
    const mine = answer(registry, id)
    const theirs = carriers.has(id) ? true : others.has(id) ? false : null
    count[mine] += 1
    if (mine !== theirs) {
      differ(name, registry.of(id), said(mine), said(theirs))
    }
  }
  console.log(`${name.padEnd(28)} 满足 ${count.true}，无法判断 ${count.null}`)
}

async function matched(policy) {
  const truth = { true: true, false: false, unknown: null }
  const rows = JSON.parse(await linli('policy', 'match', '--data', data, '--policy', policy, '--json', '--people'))
  return new Map(
    rows.map((row) => [
      String(row.person),
      {
        entitled: truth[row.entitled],
        due: row.due.map((due) => ({ truth: truth[due.truth], yuan: due.fen / 100 })),
      },
    ]),
  )
}

/** Linli's answers for a policy, person by person, with every amount. */
async function checkPolicy(registry, name, policy, found) {
  const count = { true: 0, null: 0 }
  let yuan = 0
  for (const id of registry.ids) {
    const mine = entitlement(policy, registry, id)
    const theirs = found.get(id) ?? { entitled: false, due: [] }
    count[mine.entitled] += 1
    yuan += mine.due.reduce((sum, due) => sum + due.yuan, 0)
    if (shown(mine) !== shown(theirs)) differ(name, registry.of(id), shown(mine), shown(theirs))
  }
  console.log(`${name.padEnd(28)} 满足 ${count.true}，无法判断 ${count.null}，合计 ${yuan} 元`)
}

/** The hand-made answers of the people on the borders. */
async function checkBorder(registry, people, policies) {
  const byNumber = new Map(registry.ids.map((id) => [registry.of(id).id_number, id]))
  let checked = 0
  for (const [at, person] of people.entries()) {
    const id = byNumber.get(idNumber(district, person.birth, at))
    if (!id) throw new Error(`${person.name} did not get into the registry`)
    for (const [name, expected] of Object.entries(person.tags ?? {})) {
      checked += 1
      const got = JSON.parse(await linli('rule', 'explain', '--data', data, '--json', '--id', id, `标签(${name})`))
      const truth = { true: true, false: false, unknown: null }[got.truth]
      if (truth !== expected) differ(`${person.name} ${name}`, registry.of(id), said(expected), said(truth))
    }
    for (const [name, expected] of expectedOf(person)) {
      const theirs = policies.get(name)?.get(id) ?? { entitled: false, due: [] }
      if (!policies.has(name)) continue
      checked += 1
      const [entitled, ...due] = expected
      const fits =
        theirs.entitled === entitled &&
        due.every((yuan, place) => (yuan === null ? theirs.due[place].truth === null : theirs.due[place].yuan === yuan))
      if (!fits) differ(`${person.name} ${name}`, registry.of(id), `${said(entitled)} ${due.join(' ')}`, shown(theirs))
    }
  }
  console.log(`边界人员 ${people.length} 人，${checked} 个手算的答案已核对`)
}

function expectedOf({ shibei, laonian, childcare, disabled }) {
  return Object.entries({
    'qd-shibei-gaoling': shibei,
    'sh-laonian': laonian,
    'childcare-subsidy-sd': childcare,
    'childcare-subsidy-sh': childcare,
    'sd-disabled-two': disabled?.sd,
    'sh-disabled-two': disabled?.sh,
  }).filter(([, expected]) => expected)
}

const people = borderPeople(day)
if (!existsSync(data)) {
  await stop(await serve({ data, area, residents }))
  await loadBorder(people)
}
const registry = new Registry(await exported(), day)
console.log(`${registry.ids.length} 人，${day}`)
const served = await serve({ data, area, residents })
const { password } = served.accounts.find((account) => account.login === 'minzheng')
const asker = await new Person(served.address).signIn('minzheng', password)
for (const [name, answer] of Object.entries(TAGS)) await checkTag(registry, asker, name, answer)
await stop(served)
const policies = new Map()
for (const [name, policy] of Object.entries(POLICIES[district])) {
  policies.set(name, await matched(name))
  await checkPolicy(registry, name, policy, policies.get(name))
}
await checkBorder(registry, people, policies)
console.log(differences === 0 ? '没有差异' : `差异 ${differences} 处`)
process.exit(differences === 0 ? 0 : 1)
