// A community worker who edits: values of people, deaths that are reported and taken back, cells of a
// form. What every edit must be seen as is kept in tracks; what was acknowledged is kept in `done`.
import { Track } from './track.mjs'

const PHONE = 8
const TITLES = 30
const DEATHS = 12
const UNTIL = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)
const DIED = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)

const pick = (list) => list[Math.floor(Math.random() * list.length)]

/** How often each act was acknowledged, by act and number of what it was done to. */
class Done {
  constructor() {
    this.times = new Map()
  }

  add(act, id) {
    const key = `${act} ${id}`
    this.times.set(key, (this.times.get(key) ?? 0) + 1)
  }

  *entries() {
    for (const [key, times] of this.times) yield [...key.split(' '), times]
  }
}

export class Worker {
  /** Takes some people of the community to edit; nobody else edits them. */
  static async of(person, submission, elders) {
    const worker = new Worker()
    const list = (query) => person.ask('POST', '/api/people/query', { size: 200, ...query })
    const old = await list({ tags_all: [elders] })
    const young = await list({ tags_none: [elders], alive: true })
    Object.assign(worker, { person, submission: submission.id, code: submission.community_code })
    worker.elders = new Track(`elders of ${worker.code}`, old.total)
    worker.deaths = old.rows.slice(0, DEATHS).map(({ id }) => [id, new Track(`person ${id} is an elder`, true)])
    worker.titles = young.rows.slice(0, TITLES).map(({ id }) => [id, new Track(`title of ${id}`, null)])
    const { rows } = await person.ask('POST', `/api/submissions/${worker.submission}/rows/query`, {
      page: 1,
      size: 200,
    })
    const complete = (row) => row.cells.every((cell) => !cell.issue)
    worker.open = rows.filter((row) => !complete(row))
    worker.cells = rows
      .filter((row) => row.person_id && complete(row))
      .map((row) => ({ row, track: new Track(`phone in row ${row.id}`, row.cells[PHONE].text) }))
    worker.isElder = (page) => page.tags.some((tag) => tag.name === elders)
    worker.titleOf = (page) => page.facts.find((fact) => fact.element === 'job_title')?.value ?? null
    return worker
  }

  constructor() {
    this.done = new Done()
    this.locks = new Map()
    this.refused = []
    this.serial = 0
  }

  anyTitle() {
    return pick(this.titles)
  }

  anyDeath() {
    return pick(this.deaths)
  }

  /** One edit: how to look at what it changed, or null when it was refused. */
  edit() {
    const kind = Math.random()
    if (kind < 0.2) return this.death()
    return kind < 0.5 && this.cells.length > 0 ? this.cell() : this.title()
  }

  async title() {
    const [id, track] = this.anyTitle()
    const text = this.locks.has(`${id} job_title`) ? null : `职务${(this.serial += 1)}`
    const written = await this.write([[track, text]], () => this.turn(id, 'job_title', text))
    return written && { track, pick: this.titleOf, ask: (other) => other.ask('GET', `/api/people/${id}`) }
  }

  /** A death takes somebody out of the elders; taking it back puts them in again. */
  async death() {
    const [id, track] = this.anyDeath()
    const dies = !this.locks.has(`${id} death_date`)
    const changes = [
      [track, !dies],
      [this.elders, this.elders.value + (dies ? -1 : 1)],
    ]
    const written = await this.write(changes, () => this.turn(id, 'death_date', dies ? DIED : null))
    return written && { track, pick: this.isElder, ask: (other) => other.ask('GET', `/api/people/${id}`) }
  }

  /** Locks a value, or lifts the lock that is on it. */
  async turn(entity, element, text) {
    const key = `${entity} ${element}`
    if (text === null) {
      const lock = this.locks.get(key)
      await this.person.ask('POST', `/api/locks/${lock}/lift`)
      this.locks.delete(key)
      return this.done.add('lock.lift', lock)
    }
    const wanted = { entity, element, text, reason: '压力检验写入', until: UNTIL }
    const { id } = await this.person.ask('POST', '/api/locks', wanted)
    this.locks.set(key, id)
    return this.done.add('lock.create', id)
  }

  async cell() {
    const cell = pick(this.cells)
    const serial = String((this.serial += 1) % 10_000).padStart(4, '0')
    const path = `/api/submissions/${this.submission}/rows`
    const written = await this.write([[cell.track, `139****${serial}`]], async () => {
      const cells = [{ index: PHONE, text: `1390000${serial}` }]
      cell.row = await this.person.ask('PATCH', `${path}/${cell.row.id}`, { cells, version: cell.row.version })
      this.done.add('submission.edit', this.submission)
    })
    const page = { page: 1, size: 200 }
    const shown = ({ rows }) => rows.find((row) => row.id === cell.row.id)?.cells[PHONE].text
    return (
      written && { track: cell.track, pick: shown, own: true, ask: (own) => own.ask('POST', `${path}/query`, page) }
    )
  }

  /** Writes, so that the tracks know when it began and when it was acknowledged. */
  async write(changes, act) {
    const ends = changes.map(([track, value]) => track.begin(value))
    try {
      await act()
    } catch (problem) {
      // Nothing that is written here may be refused; what became of it nobody knows.
      if (!problem.status || problem.status >= 500) throw problem
      changes.forEach(([track]) => track.refuse())
      this.refused.push(problem.message)
      return false
    }
    ends.forEach((end) => end())
    return true
  }

  /**
   * Hands the form in, without the rows that lack something, and has the street accept it: the corrections
   * become facts of the registry.
   */
  async handIn(street) {
    const path = `/api/submissions/${this.submission}`
    for (const { id, version } of this.open) {
      await this.person.ask('POST', `${path}/rows/${id}/exclude`, { version, reason: '资料不全，另行补报' })
    }
    await this.person.ask('POST', `${path}/submit`)
    await street.ask('POST', `${path}/accept`)
  }

  /** What was acknowledged and is not there any more, one sentence each. */
  async missing(person) {
    const found = []
    const check = (track, value) => {
      if (value !== track.value) found.push(`${track.name}: ${value} at the end, ${track.value} was acknowledged`)
    }
    for (const [id, track] of this.titles) check(track, this.titleOf(await person.ask('GET', `/api/people/${id}`)))
    for (const [id, track] of this.deaths) check(track, this.isElder(await person.ask('GET', `/api/people/${id}`)))
    const { total } = await person.ask('POST', '/api/people/query', { size: 1, tags_all: ['老年人(60+)'] })
    check(this.elders, total)
    for (const { row, track } of this.cells.filter((each) => each.row.version > 1)) {
      const page = await person.ask('GET', `/api/people/${row.person_id}`)
      check(track, page.facts.find((fact) => fact.element === 'phone')?.value)
    }
    return found
  }
}
