import type { GridCell, GridColumn, GridRow } from '@/api/types';

/** One cell that the community changed or filled in by hand. */
export interface Correction {
  key: string;
  row: GridRow;
  column: GridColumn;
  cell: GridCell;
}

/** Every changed cell of the rows, in the order of the form. */
export function correctionsOf(rows: GridRow[], columns: GridColumn[]): Correction[] {
  const found: Correction[] = [];
  for (const row of rows) {
    columns.forEach((column, at) => {
      const cell = row.cells[at];
      if (cell && (cell.state === 'corrected' || cell.state === 'typed')) {
        found.push({ key: `${row.id}:${column.index}`, row, column, cell });
      }
    });
  }
  return found;
}
