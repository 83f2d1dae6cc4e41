import type { Place } from './move';

/** A block of cells, both corners inside it; places in the lists shown, from 0. */
export interface Block {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The block between two corners, whichever way it was drawn. */
export function blockOf(one: Place, other: Place): Block {
  return {
    top: Math.min(one.row, other.row),
    left: Math.min(one.column, other.column),
    bottom: Math.max(one.row, other.row),
    right: Math.max(one.column, other.column),
  };
}

export const isInside = (block: Block, row: number, column: number): boolean =>
  row >= block.top && row <= block.bottom && column >= block.left && column <= block.right;

export const isOneCell = (block: Block): boolean => block.top === block.bottom && block.left === block.right;

/** Every place of a block, row by row. */
export function* placesOf(block: Block): Generator<Place> {
  for (let row = block.top; row <= block.bottom; row += 1)
    for (let column = block.left; column <= block.right; column += 1) yield { row, column };
}

/** Cells as a spreadsheet takes them from the clipboard: tabs, line ends, quotes where a cell holds such. */
export function blockText(rows: string[][]): string {
  const cell = (text: string): string => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(cell).join('\t')).join('\r\n');
}
