// Made-up people who stand exactly on a border of a rule, with the answer worked out by hand, and the
// files that tell the registry of them. Days are relative to `today`, so that they stay on the border.
import { addDays, addMonths } from './three.mjs'

const YES = true
const NO = false
const UNTOLD = null

const ago = (today, years, days = 0) => addDays(addMonths(today, -12 * years), days)

/** `home`: a number of an empty dwelling; `away`: registered in another province. */
export function borderPeople(today) {
  const year = Number(today.slice(0, 4))
  const elder = { marital: '丧偶', children: '0' }
  return [
    // Ages.
    { name: '边一', birth: ago(today, 60), home: 0, ...elder, tags: { '老年人(60+)': YES, 独居老人: YES } },
    { name: '边二', birth: ago(today, 60, 1), home: 1, ...elder, tags: { '老年人(60+)': NO, 独居老人: NO } },
    { name: '边三', birth: ago(today, 80), tags: { 高龄老人: YES }, shibei: [YES, 200, 0, 150], laonian: [YES, 180] },
    { name: '边四', birth: ago(today, 80, 1), tags: { 高龄老人: NO }, laonian: [YES, 150] },
    { name: '边五', birth: `${year - 80}-12-31`, shibei: [YES, today.endsWith('12-31') ? 200 : 0, 0, 150] },
    { name: '边六', birth: `${year - 79}-01-01`, shibei: [NO] },
    { name: '边七', birth: ago(today, 90), shibei: [YES, 0, 50, 150], laonian: [YES, 350] },
    { name: '边八', birth: ago(today, 90, 1), shibei: [YES, 200, 0, 150], laonian: [YES, 180] },
    { name: '边九', birth: ago(today, 100), shibei: [YES, 0, 0, 150], laonian: [YES, 600] },
    { name: '边十', birth: ago(today, 65), laonian: [YES, 75], shibei: [NO] },
    { name: '界一', birth: ago(today, 65, 1), laonian: [NO] },
    // Registered elsewhere, registered nobody knows where.
    { name: '界二', birth: ago(today, 85), away: true, shibei: [NO], laonian: [NO] },
    { name: '界三', birth: ago(today, 85), home: 10, registered: false, shibei: [UNTOLD], laonian: [UNTOLD] },
    { name: '界四', birth: ago(today, 1), away: true, childcare: [NO] },
    { name: '界五', birth: ago(today, 1), home: 11, registered: false, childcare: [UNTOLD] },
    // 36 months, and the day from which the yearly sum holds.
    { name: '界六', birth: ago(today, 3), childcare: [NO] },
    { name: '界七', birth: ago(today, 3, 1), childcare: [YES] },
    { name: '界八', birth: '2025-01-01', childcare: [months36(today, '2025-01-01'), 3600, 0] },
    // Dead: paid on, stopped, never paid; alive and paid.
    {
      name: '界九',
      birth: ago(today, 84),
      died: addDays(today, -40),
      paid: true,
      tags: { 疑似去世未停发: YES, 高龄老人: NO },
      shibei: [NO],
    },
    {
      name: '界十',
      birth: ago(today, 84),
      died: addDays(today, -90),
      paid: true,
      stopped: true,
      tags: { 疑似去世未停发: NO },
    },
    { name: '线一', birth: ago(today, 84), died: addDays(today, -40), tags: { 疑似去世未停发: NO }, laonian: [NO] },
    { name: '线二', birth: ago(today, 84), paid: true, tags: { 疑似去世未停发: NO, '享受老年综合/高龄津贴': YES } },
    // Alone: widowed and childless, children not known, marriage not known, a child not known by name.
    { name: '线三', birth: ago(today, 78), home: 2, ...elder, tags: { 独居老人: YES } },
    {
      name: '线四',
      birth: ago(today, 78),
      home: 3,
      marital: '丧偶',
      tags: { '独居(户内唯一居住人)': YES, 独居老人: UNTOLD },
    },
    { name: '线五', birth: ago(today, 78), home: 4, children: '0', tags: { 独居老人: UNTOLD } },
    { name: '线六', birth: ago(today, 78), home: 5, marital: '丧偶', children: '1', tags: { 独居老人: UNTOLD } },
    // Two: both old and childless; one of them a day short of 60; with a third; children not known.
    { name: '线七', birth: ago(today, 70), home: 6, children: '0', tags: { 空巢老人: YES, 独居老人: NO } },
    { name: '线八', birth: ago(today, 60), home: 6, children: '0', tags: { 空巢老人: YES } },
    { name: '线九', birth: ago(today, 70), home: 7, children: '0', tags: { 空巢老人: NO, 双老家庭成员: NO } },
    { name: '线十', birth: ago(today, 60, 1), home: 7, children: '0', tags: { 空巢老人: NO } },
    { name: '点一', birth: ago(today, 70), home: 8, children: '0', tags: { 空巢老人: NO } },
    { name: '点二', birth: ago(today, 71), home: 8, children: '0', tags: { 空巢老人: NO } },
    { name: '点三', birth: ago(today, 72), home: 8, children: '0', tags: { 空巢老人: NO } },
    { name: '点四', birth: ago(today, 70), home: 9, tags: { 双老家庭成员: YES, 空巢老人: UNTOLD } },
    { name: '点五', birth: ago(today, 71), home: 9, tags: { 空巢老人: UNTOLD } },
    // Disabled: a kind and grade on either side, care not known, registered elsewhere, 低保 by its sum.
    {
      name: '点六',
      birth: ago(today, 40),
      level: '一级',
      kind: '视力',
      aid: true,
      disabled: { sd: [YES, 80, UNTOLD], sh: [YES, 450, 350] },
    },
    {
      name: '点七',
      birth: ago(today, 40),
      level: '二级',
      kind: '听力',
      disabled: { sd: [YES, 0, 0], sh: [YES, 0, 180] },
    },
    {
      name: '点八',
      birth: ago(today, 40),
      level: '三级',
      kind: '智力',
      disabled: { sd: [YES, 0, 0], sh: [YES, 0, 180] },
    },
    {
      name: '点九',
      birth: ago(today, 40),
      level: '三级',
      kind: '肢体',
      disabled: { sd: [YES, 0, 0], sh: [YES, 0, 0] },
    },
    { name: '点十', birth: ago(today, 40), level: '一级', kind: '肢体', away: true, disabled: { sd: [NO], sh: [NO] } },
    { name: '角一', birth: ago(today, 40), aid: true, disabled: { sd: [NO], sh: [NO] } },
    {
      name: '角二',
      birth: ago(today, 40),
      level: '二级',
      kind: '精神',
      died: addDays(today, -9),
      disabled: { sd: [NO], sh: [NO] },
    },
  ]
}

function months36(today, birth) {
  return addMonths(birth, 36) > today
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A valid number of nobody: the sample gives no serial of 900 and more. */
export function idNumber(area, birth, at) {
  const body = `${area}${birth.replaceAll('-', '')}${900 + at}`
  const sum = [...body].reduce((total, digit, place) => total + Number(digit) * WEIGHTS[place], 0)
  return body + '10X98765432'[sum % 11]
}

/** The files: visits, deaths, the payment roster, disabled people, relief. Name, source and text of each. */
export function borderFiles(people, area, empty) {
  const door = (dwelling) =>
    `${dwelling.estate}${dwelling.building}号楼${dwelling.unit ? `${dwelling.unit}单元` : ''}${dwelling.room}室`
  const home = (person) => (person.home === undefined ? '' : door(empty[person.home]))
  const registered = (person) => {
    if (person.registered === false) return ''
    return person.away ? '河南省郑州市金水区花园路1号' : door(empty[person.home ?? 0])
  }
  const id = (person) => idNumber(area, person.birth, people.indexOf(person))
  const files = {
    'shequ-zoufang': [
      '姓名,身份证号码,出生日期,现居住地址,户籍地址,婚姻状况,子女数',
      people,
      (one) => [one.name, id(one), one.birth, home(one), registered(one), one.marital, one.children],
    ],
    'weijian-siwang': [
      '死者姓名,证件号码,出生日期,死亡日期',
      people.filter((one) => one.died),
      (one) => [one.name, id(one), one.birth, one.died],
    ],
    'minzheng-gaoling': [
      '姓名,身份证,出生日期,津贴标准(元/月),领取时间,状态,停发日期',
      people.filter((one) => one.paid),
      (one) => [
        one.name,
        id(one),
        one.birth,
        '50',
        '202401',
        one.stopped ? '停发' : '正常',
        one.stopped ? month(one) : '',
      ],
    ],
    canlian: [
      '姓名,身份证号,残疾人证号,出生日期,残疾类别,残疾等级',
      people.filter((one) => one.level),
      (one) => [
        one.name,
        id(one),
        `${id(one)}${'视听言肢智精'.indexOf(one.kind[0]) + 1}${'一二三四'.indexOf(one.level[0]) + 1}`,
        one.birth,
        one.kind,
        one.level,
      ],
    ],
    'minzheng-dibao': [
      '姓名,身份证号,出生日期,与户主关系,户月保障金（元）,起始保障年月',
      people.filter((one) => one.aid),
      (one) => [one.name, id(one), one.birth, '户主', '800', '2024-01'],
    ],
  }
  return Object.entries(files).map(([source, [header, rows, cells]]) => {
    const lines = rows.map((row) =>
      cells(row)
        .map((cell) => cell ?? '')
        .join(','),
    )
    return { source, text: `${[header, ...lines].join('\n')}\n` }
  })
}

function month(person) {
  return addMonths(person.died, 1).slice(0, 7).replace('-', '')
}
