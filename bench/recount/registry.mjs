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

  /** Whether a living spouse or child has a home in the same city. */
  near(id, relation, known) {
    const city = (one) => (this.of(one).home_community_code || this.of(one).home_area_code).slice(0, 4) || null
    const there = [...(this.relatives.get(`${id} ${relation}`) ?? [])].map((other) =>
      and(
        this.alive(other),
        told(city(other), (one) => told(city(id), (own) => one === own)),
      ),
    )
    return any(there, this.of(id)[known] === 'true')
  }
}

function grouped(rows, key, value) {
  const groups = new Map()
  for (const row of rows) {
    const found = groups.get(key(row)) ?? groups.set(key(row), new Set()).get(key(row))
    found.add(value(row))
  }
  return groups
}
