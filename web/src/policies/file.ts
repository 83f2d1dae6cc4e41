import type { PolicyCaseFile } from './cases';

/** A policy as it is kept and edited. Days and texts that are not given are empty while it is on screen. */
export interface PolicyTierFile {
  when: string;
  amount: string;
}
export interface PolicyComponentFile {
  name: string;
  period: string;
  rows: PolicyTierFile[];
}
export interface DatedFile {
  from: string;
  value: { number?: number | null };
  source: string;
  note?: string;
}
export interface PolicyParameterFile {
  name: string;
  unit?: string;
  values: DatedFile[];
}
export interface PolicyDocumentFile {
  name: string;
  number: string;
  clause: string;
  day: string;
  url: string;
}
export interface PolicyFile {
  name: string;
  department: string;
  source: string;
  standing: string;
  document: PolicyDocumentFile;
  from: string;
  until: string;
  who: string;
  paid: { who: string; amount: string };
  components: PolicyComponentFile[];
  parameters: PolicyParameterFile[];
  exclusions: string[];
  verify: string[];
  lacks: string[];
  cases: PolicyCaseFile[];
}

type Kept = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = <Item>(value: unknown): Item[] => (Array.isArray(value) ? (value as Item[]) : []);
const orNull = (value: string): string | null => value.trim() || null;

export const PERIODS = ['每月', '每年', '一次性'];

export const emptyDocument = (name = ''): PolicyDocumentFile => ({
  name,
  number: '',
  clause: '',
  day: '',
  url: '',
});

/** A kept policy for the screen; of one that names no document by its parts, the source is its name. */
export function opened(kept: unknown): PolicyFile {
  const file = structuredClone(kept) as Kept;
  const document = (file['document'] ?? {}) as Kept;
  const paid = (file['paid'] ?? {}) as Kept;
  return {
    ...file,
    name: text(file['name']),
    department: text(file['department']),
    source: text(file['source']),
    standing: text(file['standing']),
    document: {
      name: file['document'] ? text(document['name']) : text(file['source']),
      number: text(document['number']),
      clause: text(document['clause']),
      day: text(document['day']),
      url: text(document['url']),
    },
    from: text(file['from']),
    until: text(file['until']),
    who: text(file['who']),
    paid: { who: text(paid['who']), amount: text(paid['amount']) },
    components: list<PolicyComponentFile>(file['components']),
    parameters: list<PolicyParameterFile>(file['parameters']),
    exclusions: list<string>(file['exclusions']),
    verify: list<string>(file['verify']),
    lacks: list<string>(file['lacks']),
    cases: list<PolicyCaseFile>(file['cases']),
  };
}

/** The document as it is handed in. */
export function documentOf(document: PolicyDocumentFile) {
  const { name, number, clause, day, url } = document;
  return {
    name: name.trim(),
    number: orNull(number),
    clause: orNull(clause),
    day: orNull(day),
    url: orNull(url),
  };
}

/** The policy as it is handed in: what is empty is not said. */
export function handedIn(file: PolicyFile): Kept {
  const said = (lines: string[]): string[] => lines.map((line) => line.trim()).filter(Boolean);
  const paid = { who: file.paid.who.trim(), amount: orNull(file.paid.amount) };
  return {
    ...file,
    document: documentOf(file.document),
    from: orNull(file.from),
    until: orNull(file.until),
    who: orNull(file.who),
    paid: paid.who || paid.amount ? paid : null,
    parameters: file.parameters.map(({ unit, ...rest }) =>
      unit?.trim() ? { ...rest, unit: unit.trim() } : rest,
    ),
    exclusions: said(file.exclusions),
    verify: said(file.verify),
    lacks: said(file.lacks),
  };
}

/** Renames a component, and what test cases expect of it. */
export function renameComponent(file: PolicyFile, at: number, name: string): void {
  const component = file.components[at];
  if (!component) return;
  const before = component.name;
  component.name = name;
  // Two of one name are one to a case: only what is this component's own goes along.
  if (file.components.some((one) => one.name === before)) return;
  for (const { expect } of file.cases) {
    const amount = expect.amounts?.[before];
    if (amount === undefined) continue;
    const others = Object.entries(expect.amounts ?? {}).filter(([key]) => key !== before);
    expect.amounts = Object.fromEntries([...others, [name, amount]]);
  }
}

/** Renames a parameter wherever a rule or an amount names it. */
export function renameParameter(file: PolicyFile, at: number, name: string): void {
  const parameter = file.parameters[at];
  if (!parameter) return;
  const before = parameter.name;
  parameter.name = name;
  if (!before || !name || file.parameters.some((one) => one.name === before)) return;
  const renamed = (rule: string): string => rule.replaceAll(naming(before), () => `参数(${name})`);
  file.who = renamed(file.who);
  file.paid = { who: renamed(file.paid.who), amount: renamed(file.paid.amount) };
  for (const tier of file.components.flatMap((component) => component.rows)) {
    tier.when = renamed(tier.when);
    tier.amount = renamed(tier.amount);
  }
}

const naming = (name: string): RegExp =>
  new RegExp(`参数\\s*[(（]\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*[)）]`, 'g');

/** Components that cases expect an amount of: those there are, and those that are gone. */
export function caseComponents(file: PolicyFile): string[] {
  const names = file.components.map((component) => component.name);
  const expected = file.cases.flatMap((one) => Object.keys(one.expect.amounts ?? {}));
  return [...new Set([...names, ...expected])];
}

/** A parameter without a value yet; its first one holds from a day, by the document of the policy. */
export const newParameter = (file: PolicyFile, today: string): PolicyParameterFile => ({
  name: '',
  unit: '元',
  values: [{ from: file.from || today, value: { number: null }, source: sourceOf(file) }],
});

export const newComponent = (): PolicyComponentFile => ({
  name: '',
  period: '每月',
  rows: [{ when: '是', amount: '' }],
});

/** What a new value refers to: number and clause, else the name of the document. */
function sourceOf({ document }: PolicyFile): string {
  return `${document.number.trim() || document.name.trim()}${document.clause.trim()}`;
}
