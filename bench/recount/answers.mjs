// What the checked tags and policies must say, written from the wording of docs/rules.md's sources
// and not from Linli's rules: the second opinion that `bench/recount.mjs` lays beside Linli's.
import { addMonths, and, months, not, or, told, years } from './three.mjs'

const AID = '民政·低保'
const ROSTER = '民政·高龄津贴发放'

const paid = (registry, id) => registry.from(id, ROSTER) && !registry.of(id).old_age_allowance_stopped
const disabled = (registry, id) => registry.from(id, '残联·持证残疾人')

/** Another category of relief than 低保. Who has a sum of 低保 has 低保; else a roster that does not
 * write the category leaves it untold. */
function relief(registry, id, categories) {
  if (!registry.from(id, AID)) return false
  const { aid_category: category, dibao_amount: amount } = registry.of(id)
  if (!category && amount) return false
  return told(category, (one) => categories.includes(one))
}

function dibao(registry, id) {
  if (!registry.from(id, AID)) return false
  const { aid_category: category, dibao_amount: amount } = registry.of(id)
  if (category) return ['低保', '城市低保', '农村低保'].includes(category)
  return amount ? true : null
}

/** Tags: of each person true, false or null. */
export const TAGS = {
  '老年人(60+)': (registry, id) => registry.aged(id, 60),
  高龄老人: (registry, id) => registry.aged(id, 80),
  '独居(户内唯一居住人)': (registry, id) => registry.alone(id),
  双老家庭成员: (registry, id) => registry.pair(id),
  独居老人: (registry, id) =>
    and(registry.alone(id), not(registry.near(id, 'spouse')), not(registry.near(id, 'child'))),
  空巢老人: (registry, id) => and(registry.pair(id), not(registry.near(id, 'child'))),
  '享受老年综合/高龄津贴': paid,
  疑似去世未停发: (registry, id) => !registry.alive(id) && paid(registry, id),
  残疾人: disabled,
  低保对象: dibao,
}

const between = (age, from, to) => told(age, (value) => value >= from && value <= to)

/** 高龄津贴（青岛市北区） */
function shibei(registry, id) {
  const age = registry.age(id)
  const yearEnd = `${registry.today.slice(0, 4)}-12-31`
  const who = and(
    registry.alive(id),
    registry.registeredIn(id, '370203'),
    told(registry.birth(id), (birth) => years(birth, yearEnd) >= 80),
  )
  return {
    who,
    due: [
      [between(age, 80, 89), 200],
      [between(age, 90, 99), 50],
      [true, 150],
    ],
  }
}

/** 老年综合津贴（上海） */
function laonian(registry, id) {
  const age = registry.age(id)
  const tier = [
    [100, 600],
    [90, 350],
    [80, 180],
    [70, 150],
    [65, 75],
  ].find(([from]) => age >= from)
  const who = and(registry.registeredIn(id, '31'), registry.aged(id, 65))
  return { who, due: [[told(age, (value) => value >= 65), tier?.[1] ?? 0]] }
}

/** 育儿补贴; `province` is the registration it asks for. */
const childcare = (province) => (registry, id) => {
  const birth = registry.birth(id)
  const who = and(
    registry.alive(id),
    registry.registeredIn(id, province),
    told(birth, (day) => months(day, registry.today) < 36),
  )
  if (birth === null)
    return {
      who,
      due: [
        [null, 0],
        [null, 0],
      ],
    }
  const left = 300 * months('2025-01-01', addMonths(birth, 36))
  return {
    who,
    due: [
      [birth >= '2025-01-01', 3600],
      [birth < '2025-01-01', left],
    ],
  }
}

/** 残疾人两项补贴（山东）: 视力 1, 肢体 4, 智力 5, 精神 6 of GB/T 26341. */
function shandongDisabled(registry, id) {
  const person = registry.of(id)
  const who = and(
    registry.alive(id),
    registry.registeredIn(id, '37'),
    disabled(registry, id),
    not(relief(registry, id, ['特困供养', '城市特困供养', '农村特困供养'])),
  )
  const care = and(
    told(person.disability_level, (level) => ['1', '2'].includes(level)),
    told(person.disability_kind, (kind) => ['1', '4', '5', '6'].includes(kind)),
    told(person.self_care, (care) => care.includes('完全丧失')),
  )
  return {
    who,
    due: [
      [dibao(registry, id), 80],
      [care, 80],
    ],
  }
}

/** 残疾人两项补贴（上海） */
function shanghaiDisabled(registry, id) {
  const { disability_level: level, disability_kind: kind } = registry.of(id)
  const [basic, low] = [dibao(registry, id), relief(registry, id, ['低保边缘', '低收入家庭'])]
  const who = and(registry.alive(id), registry.registeredIn(id, '31'), disabled(registry, id))
  // The first tier that holds decides, and a tier that cannot be told is not skipped.
  const living = basic === true ? [true, 450] : basic === false && low === true ? [true, 320] : [or(basic, low), 0]
  const grave = told(level, (grade) => grade === '2' || (grade === '3' && ['5', '6'].includes(kind)))
  return { who, due: [living, level === '1' ? [true, 350] : [grave, 180]] }
}

/** Policies by the first digits of the sample's area. */
export const POLICIES = {
  370203: {
    'qd-shibei-gaoling': shibei,
    'childcare-subsidy-sd': childcare('37'),
    'sd-disabled-two': shandongDisabled,
  },
  310151: {
    'sh-laonian': laonian,
    'childcare-subsidy-sh': childcare('31'),
    'sh-disabled-two': shanghaiDisabled,
  },
}

/** A person's answer under a policy: entitled, and what is due of each component in yuan. */
export function entitlement(policy, registry, id) {
  const { who, due } = policy(registry, id)
  return {
    entitled: who,
    due: due.map(([holds, yuan]) => {
      const truth = who === true ? holds : who === false ? false : null
      return { truth, yuan: truth === true ? yuan : 0 }
    }),
  }
}
