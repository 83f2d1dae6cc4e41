import type { StreetTotals, Totals } from '@/api/types';

const PARTS = [
  ['communities', '社区数'],
  ['accepted', '已通过'],
  ['submitted', '待审核'],
  ['rows', '行数'],
  ['cells', '格数'],
  ['prefilled', '预填'],
  ['corrected', '更正'],
  ['typed', '手填'],
  ['empty', '空格'],
] as const;

/** The streets whose figures differ from the sum over their communities. */
export function partMismatches(streets: StreetTotals[]): string[] {
  return streets
    .filter((street) => mismatches(street.totals, street.communities).length > 0)
    .map((street) => street.name);
}

/** Which figures of the whole differ from the sum over its streets; an empty list means that they reconcile. */
export function mismatches(totals: Totals, streets: { totals: Totals }[]): string[] {
  const wrong: string[] = PARTS.filter(
    ([key]) => totals[key] !== streets.reduce((sum, street) => sum + street.totals[key], 0),
  ).map(([, label]) => label);
  for (const { column, label, sum } of totals.sums) {
    const parts = streets.reduce(
      (all, street) => all + (street.totals.sums.find((each) => each.column === column)?.sum ?? 0),
      0,
    );
    // Amounts are decimal fractions; a cent is the finest unit that forms carry.
    if (Math.abs(parts - sum) > 0.005) wrong.push(label);
  }
  return wrong;
}
