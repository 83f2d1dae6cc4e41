// The registry as `linli export --format csv` writes it, asked without any of Linli's rules.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCsv } from '../../e2e/server.mjs'
import { and, any, not, told, years } from './three.mjs'

export class Registry {
  constructor(folder, today) {
    const table = (name) => readCsv(readFileSync(join(folder, `${name}.csv`), 'utf8'))
    this.today = today
    this.people = new Map(table('people').map((person) => [person.person_id, person]))
    this.ids = [...this.people.keys()]
    this.sources = grouped(
      table('sources').filter((row) => row.of === 'person'),
      (row) => row.id,
      (row) => row.source,
    )
    this.relatives = grouped(
      table('relatives'),
      (row) => `${row.person_id} ${row.relation}`,
      (row) => row.relative_id,
    )
    this.households = grouped(
      this.ids.filter((id) => this.of(id).household_no),
      (id) => this.of(id).household_no,
      (id) => id,
    )
    this.carriers = grouped(
      table('tags'),
      (row) => row.tag,
      (row) => row.person_id,
    )
    this.occupants = grouped(
      this.ids.filter((id) => this.alive(id) && this.of(id).home_dwelling_id),
      (id) => this.of(id).home_dwelling_id,
      (id) => id,
    )
  }

  of(id) {
    return this.people.get(id)
  }

  alive(id) {
    return this.of(id).deceased !== 'true'
  }

  birth(id) {
    return this.of(id).birth_date || null
  }

  /** Years lived: until today, or until the day of death. */
  age(id) {
    const until = this.of(id).death_date || this.today
    return told(this.birth(id), (birth) => years(birth, until))
  }

  /** Alive and of an age. */
  aged(id, from) {
    return and(
      this.alive(id),
      told(this.age(id), (age) => age >= from),
    )
  }

  from(id, source) {
    return this.sources.get(id)?.has(source) ?? false
  }

  /** 户籍地 in an area of whole pairs of digits: the community of registration, else its county. */
  registeredIn(id, area) {
    const person = this.of(id)
    const code = person.hukou_community_code || person.hukou_area_code || person.hukou_county
    if (!code) return null
    if (code.startsWith(area)) return true
    return area.startsWith(code.replace(/(00)+$/, '')) ? null : false
  }

  /** The other living people of the home; nobody knows them of whom no home is known. */
  others(id) {
    const home = this.of(id).home_dwelling_id
    return { known: home !== '', people: [...(this.occupants.get(home) ?? [])].filter((other) => other !== id) }
  }

  /** 独居(户内唯一居住人) */
  alone(id) {
    const { people, known } = this.others(id)
    return and(
      this.aged(id, 60),
      not(
        any(
          people.map(() => true),
          known,
        ),
      ),
    )
  }

  /** 双老家庭成员: one other person in the home, and both are 60. */
  pair(id) {
    const { people, known } = this.others(id)
    return and(this.aged(id, 60), known ? people.length === 1 : null, ...people.map((other) => this.aged(other, 60)))
  }

  /** Who is said to be a spouse or child: by the relation to the one head of the same booklet, wherever
   * in the registry they live, and by the mother's number, which only the table of relatives tells. */
  kin(id, relation) {
    const members = [...(this.households.get(this.of(id).household_no) ?? [])]
    const heads = members.filter((one) => toHead(this.of(one)) === 'head')
    const found = new Set(this.relatives.get(`${id} ${relation}`))
    if (heads.length !== 1) return found
    const own = toHead(this.of(id))
    for (const other of members.filter((one) => one !== id)) {
      const theirs = toHead(this.of(other))
      if (own === 'head' && theirs === relation) found.add(other)
      if (theirs === 'head' && own === 'spouse' && relation === 'spouse') found.add(other)
      if (theirs === 'head' && own === 'parent' && relation === 'child') found.add(other)
    }
    return found
  }

  /** Whether a living spouse or child has a home in the same city. */
  near(id, relation) {
    const { marital_status: marital, children } = this.of(id)
    const city = (one) => (this.of(one).home_community_code || this.of(one).home_area_code).slice(0, 4) || null
    const living = [...this.kin(id, relation)].filter((other) => this.alive(other))
    const there = living.map((other) => told(city(other), (one) => told(city(id), (own) => one === own)))
    const spouseKnown = living.length > 0 || ['10', '30', '40'].includes(marital)
    const childrenKnown = children !== '' && living.length >= Number(children)
    return any(there, relation === 'spouse' ? spouseKnown : childrenKnown)
  }
}

/** What a member is to the head, by GB/T 4761. */
function toHead({ relation_to_head: code }) {
  const number = Number(code)
  if (number === 2) return 'head'
  if (number >= 10 && number <= 12) return 'spouse'
  if ((number >= 20 && number <= 27) || (number >= 30 && number <= 37)) return 'child'
  return [50, 51, 52, 57, 58].includes(number) ? 'parent' : null
}

function grouped(rows, key, value) {
  const groups = new Map()
  for (const row of rows) {
    const found = groups.get(key(row)) ?? groups.set(key(row), new Set()).get(key(row))
    found.add(value(row))
  }
  return groups
}
