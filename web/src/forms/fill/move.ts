/** A place in the grid: row and column as places in the lists shown, from 0. */
export interface Place {
  row: number;
  column: number;
}

/**
 * Where a key leads from a place, or null when the key does not move. Tab wraps to the next row as in a
 * spreadsheet; at either end of the form it leaves the grid, so that the keyboard is never caught in it.
 */
export function moved(
  from: Place,
  key: string,
  shift: boolean,
  size: { rows: number; columns: number; page: number },
  jump = false,
): Place | null {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const clamp = (row: number, column: number): Place => ({
    row: Math.min(lastRow, Math.max(0, row)),
    column: Math.min(lastColumn, Math.max(0, column)),
  });
  switch (key) {
    case 'ArrowUp':
      return clamp(jump ? 0 : from.row - 1, from.column);
    case 'ArrowDown':
      return clamp(jump ? lastRow : from.row + 1, from.column);
    case 'ArrowLeft':
      return clamp(from.row, jump ? 0 : from.column - 1);
    case 'ArrowRight':
      return clamp(from.row, jump ? lastColumn : from.column + 1);
    case 'Enter':
      return clamp(from.row + (shift ? -1 : 1), from.column);
    case 'Home':
      return clamp(jump ? 0 : from.row, 0);
    case 'End':
      return clamp(jump ? lastRow : from.row, lastColumn);
    case 'PageUp':
      return clamp(from.row - size.page, from.column);
    case 'PageDown':
      return clamp(from.row + size.page, from.column);
    case 'Tab':
      return shift ? backward(from, lastColumn) : forward(from, lastRow, lastColumn);
    default:
      return null;
  }
}

function forward(from: Place, lastRow: number, lastColumn: number): Place | null {
  if (from.column < lastColumn) return { row: from.row, column: from.column + 1 };
  return from.row < lastRow ? { row: from.row + 1, column: 0 } : null;
}

function backward(from: Place, lastColumn: number): Place | null {
  if (from.column > 0) return { row: from.row, column: from.column - 1 };
  return from.row > 0 ? { row: from.row - 1, column: lastColumn } : null;
}
