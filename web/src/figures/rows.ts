import type { FigureColumn, FigureTable, UnitCounts } from '@/api/types';

/** One figure of one unit on one day. */
export interface Cell {
  /** Nothing where the figure cannot be counted on that day. */
  count: number | null;
  unknown: number;
  doors: number | null;
}

/** A unit, what is in none, or the whole. */
export interface Row {
  name: string;
  kind: 'unit' | 'none' | 'total';
  /** By figure, then by day. */
  cells: Cell[][];
}

type Pick = (counts: UnitCounts) => number;

/** The rows of a table: units, 未划入 and 合计. */
export function rowsOf(table: FigureTable): Row[] {
  const row = (name: string, kind: Row['kind'], pick: Pick): Row => ({
    name,
    kind,
    cells: table.figures.map((figure) => cellsOf(figure, pick)),
  });
  return [
    ...table.units.map((unit, at) => row(unit, 'unit', (counts) => counts.units[at] ?? 0)),
    row('未划入', 'none', (counts) => counts.none),
    row('合计', 'total', (counts) => counts.total),
  ];
}

function cellsOf(figure: FigureColumn, pick: Pick): Cell[] {
  return figure.days.map((day) => ({
    count: day.problem ? null : pick(day.count),
    unknown: day.unknown ? pick(day.unknown) : 0,
    doors: day.doors && !day.problem ? pick(day.doors) : null,
  }));
}

/** "+3", "-2" or "0": the later day against the earlier one; nothing where one is not known. */
export function differenceOf(cells: Cell[]): string {
  const [before, after] = [cells[0]?.count, cells.at(-1)?.count];
  if (cells.length !== 2 || before == null || after == null) return '—';
  return after > before ? `+${after - before}` : String(after - before);
}
