import type { LeadRow, LeadStepsDone } from '@/api/types';

/** Steps that every one of the leads may take now, in the order in which they come. */
export function commonSteps(rows: readonly Pick<LeadRow, 'can'>[]): string[] {
  const [first, ...others] = rows;
  return first ? first.can.filter((step) => others.every((row) => row.can.includes(step))) : [];
}

/** Those for whom a step was refused, with the reason. */
export function refused(
  rows: readonly Pick<LeadRow, 'id' | 'person'>[],
  done: LeadStepsDone,
): { id: number; person: string; why: string }[] {
  const names = new Map(rows.map((row) => [row.id, row.person]));
  return done.results
    .filter((one) => one.problem != null)
    .map((one) => ({ id: one.id, person: names.get(one.id) ?? '', why: one.problem ?? '' }));
}

const ALWAYS = ['moved-away', 'unreachable', 'data-wrong', 'other'];
const SUITS: Record<string, string[]> = {
  start: ['not-entitled', 'waived', 'paid-elsewhere', 'deceased', ...ALWAYS],
  change: ['not-entitled', 'waived', 'paid-elsewhere', 'deceased', 'still-entitled', ...ALWAYS],
  stop: ['still-entitled', ...ALWAYS],
};
/** Reasons for declining that suit leads of all these kinds. */
export const reasonsFor = (kinds: readonly string[]): string[] =>
  (SUITS[kinds[0] ?? ''] ?? []).filter((reason) => kinds.every((kind) => SUITS[kind]?.includes(reason)));
