import type { CaseField } from '@/api/types';

/** Somebody in a test case, as the policy keeps it. */
export interface CasePerson {
  facts?: Record<string, string>;
  tags?: string[];
  sources?: string[];
  kin?: Record<string, CasePerson[]>;
}
export interface Expectation {
  entitled: string;
  amounts?: Record<string, number>;
  missing?: string[];
}
/** A test case, as the policy keeps it. */
export interface PolicyCaseFile extends CasePerson {
  name: string;
  today: string;
  expect: Expectation;
}
/** A row of the table: the person of a case, or one of the relatives. */
export interface CaseRow {
  person: CasePerson;
  label: string;
  depth: number;
  remove?: () => void;
}

/** The person of a case and all relatives, one row each. */
export function rowsOf(person: CasePerson, label = '本人', depth = 0): CaseRow[] {
  const rows: CaseRow[] = [{ person, label, depth }];
  for (const [relation, members] of Object.entries(person.kin ?? {}))
    members.forEach((member, at) => {
      const [own, ...others] = rowsOf(member, relation, depth + 1);
      if (own) rows.push({ ...own, remove: () => void members.splice(at, 1) }, ...others);
    });
  return rows;
}

/** The facts that some case gives, in the order of the fields; words without a field come last. */
export function usedFields(cases: readonly CasePerson[], fields: readonly CaseField[]): CaseField[] {
  const used = new Set<string>();
  for (const one of cases)
    for (const { person } of rowsOf(one)) for (const word of Object.keys(person.facts ?? {})) used.add(word);
  const known = fields.filter((field) => used.has(field.label));
  const others = [...used].filter((word) => !known.some((field) => field.label === word));
  return [...known, ...others.map((label) => ({ label, kind: 'text', options: [] }))];
}

const without = <Value>(held: Record<string, Value> | undefined, word: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(held ?? {}).filter(([key]) => key !== word));

/** Sets a fact; an empty one is not held. */
export function setFact(person: CasePerson, word: string, text: string): void {
  person.facts = text ? { ...person.facts, [word]: text } : without(person.facts, word);
}

/** Adds a relative; a relation that is named is complete. */
export function addRelative(person: CasePerson, relation: string): void {
  person.kin = { ...person.kin, [relation]: [...(person.kin?.[relation] ?? []), { facts: {} }] };
}

/** A new case beside others, with a name of its own. */
export function newCase(cases: readonly PolicyCaseFile[], today: string): PolicyCaseFile {
  return { name: `案例 ${cases.length + 1}`, today, facts: {}, expect: { entitled: 'true', amounts: {} } };
}

/** Sets what is expected of one component; an empty amount is not due. */
export function setAmount(expect: Expectation, component: string, text: string): void {
  const amount = Number(text);
  const due = text.trim() !== '' && Number.isFinite(amount);
  expect.amounts = due ? { ...expect.amounts, [component]: amount } : without(expect.amounts, component);
}
