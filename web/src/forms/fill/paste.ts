import type { GridColumn } from '@/api/types';

/**
 * Reads a block copied from a spreadsheet: cells are parted by tabs and rows by line ends; a cell that
 * holds a tab, a line end or a quote stands in double quotes, with inner quotes doubled.
 * Cells come back trimmed, with inner line ends turned into spaces, because a form cell is one line.
 */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.replace(/\s*[\r\n]+\s*/g, ' ').trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '' && closes(text, at)) quoted = true;
    else if (sign === '\t') endCell();
    else if (sign === '\n') endRow();
    else if (sign === '\r') {
      if (text[at + 1] === '\n') at += 1;
      endRow();
    } else cell += sign;
  }
  // Spreadsheets end a copied block with a line end; that is not an empty row.
  if (cell !== '' || row.length > 0 || quoted) endRow();
  return rows;
}

/** True when the quote at `at` has a partner that ends a cell; otherwise it is an ordinary character. */
function closes(text: string, at: number): boolean {
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] !== '"') continue;
    if (text[next + 1] === '"') {
      next += 1;
      continue;
    }
    const after = text[next + 1];
    return after === undefined || after === '\t' || after === '\n' || after === '\r';
  }
  return false;
}

export interface PastePlan {
  /** Per row of the list: what goes into which column. */
  rows: { at: number; cells: { index: number; text: string }[] }[];
  /** Cells that cannot be written because their column is computed. */
  readonly: number;
  /** Rows and columns of the block that lie outside the form. */
  rowsOver: number;
  columnsOver: number;
}

/** Lays a block onto the form with its first cell at (`row`, `column`), both places in the lists shown. */
export function planPaste(
  block: string[][],
  row: number,
  column: number,
  columns: Pick<GridColumn, 'index' | 'readonly'>[],
  total: number,
): PastePlan {
  const fitting = block.slice(0, Math.max(0, total - row));
  const plan: PastePlan = { rows: [], readonly: 0, rowsOver: block.length - fitting.length, columnsOver: 0 };
  fitting.forEach((texts, down) => {
    const cells: { index: number; text: string }[] = [];
    texts.forEach((text, right) => {
      const target = columns[column + right];
      if (!target) plan.columnsOver = Math.max(plan.columnsOver, column + right + 1 - columns.length);
      else if (target.readonly) plan.readonly += 1;
      else cells.push({ index: target.index, text });
    });
    if (cells.length) plan.rows.push({ at: row + down, cells });
  });
  return plan;
}

/** What could not be pasted, as a sentence; null when everything went in. */
export function leftOver(plan: PastePlan): string | null {
  const parts: string[] = [];
  if (plan.rowsOver) parts.push(`末尾 ${plan.rowsOver} 行超出本表（要加人请用“添加一行”）`);
  if (plan.columnsOver) parts.push(`右侧 ${plan.columnsOver} 列超出本表`);
  if (plan.readonly) parts.push(`${plan.readonly} 格由系统计算，不能改`);
  return parts.length ? `没有粘贴：${parts.join('；')}。` : null;
}
