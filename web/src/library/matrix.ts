import type { LibraryAnalysis } from '@/api/types';

/** A square of shared items; names and cells in the same order. */
export interface Matrix {
  names: string[];
  cells: number[][];
  /** The largest number off the diagonal. */
  most: number;
  /** Forms with overlap that found no room. */
  left: number;
}

/** More rows than a screen can compare. */
const MOST_FORMS = 20;

export function matrixOf(analysis: LibraryAnalysis, by: 'forms' | 'departments'): Matrix {
  return by === 'forms' ? ofForms(analysis) : ofDepartments(analysis);
}

/** The forms that share most, in the order in which the pairs name them. */
function ofForms(analysis: LibraryAnalysis): Matrix {
  const seen = [...new Set(analysis.overlap.flatMap((pair) => [pair.left, pair.right]))];
  const listed = seen.slice(0, MOST_FORMS);
  const at = new Map(listed.map((form, place) => [form, place]));
  const cells = square(listed.length);
  for (const pair of analysis.overlap) put(cells, at.get(pair.left), at.get(pair.right), pair.shared);
  const names = listed.map((form) => analysis.forms[form]?.title ?? '');
  return { names, cells, most: most(cells), left: seen.length - listed.length };
}

function ofDepartments(analysis: LibraryAnalysis): Matrix {
  const names = [...new Set(analysis.departments.flatMap((pair) => [pair.left, pair.right]))];
  const cells = square(names.length);
  for (const pair of analysis.departments) {
    if (pair.left !== pair.right)
      put(cells, names.indexOf(pair.left), names.indexOf(pair.right), pair.shared);
  }
  return { names: names.map((name) => name || '（未写部门）'), cells, most: most(cells), left: 0 };
}

const square = (size: number): number[][] => Array.from({ length: size }, () => Array<number>(size).fill(0));
const most = (cells: number[][]): number => Math.max(0, ...cells.flat());
function put(cells: number[][], one: number | undefined, other: number | undefined, shared: number): void {
  if (one === undefined || other === undefined) return;
  const row = cells[one];
  const back = cells[other];
  if (row) row[other] = shared;
  if (back) back[one] = shared;
}
