// One thing that is written by one writer and read by many: which readings are stale, and how long a
// committed write took to be seen. No clock but this process's is used.
import { performance } from 'node:perf_hooks'

/** A committed write must be seen by every reading that begins this long after. */
export const ALLOWED_MS = 300

export class Track {
  /** `first` is the value before the first write. */
  constructor(name, first) {
    this.name = name
    this.states = [{ value: first, acked: -Infinity }]
    // The newest state that some reading has shown.
    this.seen = 0
  }

  /** The value after every write so far. */
  get value() {
    return this.states.at(-1).value
  }

  /** A write begins; nobody else writes until it has ended. */
  begin(value) {
    this.states.push({ value, acked: Infinity })
    return () => {
      this.states.at(-1).acked = performance.now()
    }
  }

  /** The write was refused, so it never was. */
  refuse() {
    this.states.pop()
  }

  /** A reading begins. What it returns judges what was read: a sentence when it is stale, and how
   * long after its commit the newest write was still not seen. */
  read() {
    const began = performance.now()
    const newest = this.states.findLastIndex((state) => state.acked <= began)
    const due = this.states.findLastIndex((state) => state.acked + ALLOWED_MS <= began)
    const floor = Math.max(due, this.seen)
    return (value) => {
      const shows = (from) => this.states.findIndex((state, at) => at >= from && state.value === value)
      const found = shows(floor)
      // The same value may stand for an older state too; only what must be is concluded.
      if (found >= 0) this.seen = Math.max(this.seen, found)
      const delay = shows(newest) >= 0 ? 0 : began - this.states[newest].acked
      const wanted = this.states[floor].value
      const stale = found >= 0 ? null : `${this.name}: read ${value}, was ${wanted} ${Math.round(delay)} ms before`
      return { stale, delay }
    }
  }
}
