// Three answers and calendar days, as docs/rules.md words them: true, false, and null for 无法判断.
export const and = (...all) => (all.includes(false) ? false : all.includes(null) ? null : true)
export const or = (...all) => (all.includes(true) ? true : all.includes(null) ? null : false)
export const not = (one) => (one === null ? null : !one)

/** Whether one of a list is true; a list that is not all known cannot be told to hold none. */
export const any = (all, complete) => or(...all, complete ? false : null)

/** A test of a value that may be missing. */
export const told = (value, test) => (value === null || value === '' ? null : test(value))

const text = (year, month, day) =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

/** 加月: a day that the month does not have is reached on the first of the next. */
export function addMonths(day, count) {
  const [year, month, date] = day.split('-').map(Number)
  const months = year * 12 + month - 1 + count
  const [toYear, toMonth] = [Math.floor(months / 12), (months % 12) + 1]
  const last = new Date(Date.UTC(toYear, toMonth, 0)).getUTCDate()
  if (date <= last) return text(toYear, toMonth, date)
  return toMonth === 12 ? text(toYear + 1, 1, 1) : text(toYear, toMonth + 1, 1)
}

export function addDays(day, count) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

/** 足月: whole months from a day to another. */
export function months(from, to) {
  const [one, other] = [from, to].map((day) => day.split('-').map(Number))
  const count = (other[0] - one[0]) * 12 + other[1] - one[1]
  return addMonths(from, count) <= to ? count : count - 1
}

/** 足岁 */
export const years = (from, to) => Math.floor(months(from, to) / 12)
