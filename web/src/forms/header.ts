/** One cell of a header with merged cells, placed on a grid; rows and columns count from 0. */
export interface HeaderBlock {
  label: string;
  row: number;
  rowSpan: number;
  column: number;
  columnSpan: number;
  /** Set on the lowest cell of a column: the place of that column in the list. */
  leaf: number | null;
}

/**
 * Rebuilds a merged multi-row header from the path of each column: neighbours that share the upper part
 * of their paths share one cell, and a column with a short path reaches down to the bottom.
 */
export function headerBlocks(paths: string[][]): HeaderBlock[] {
  const depth = Math.max(1, ...paths.map((path) => path.length));
  const blocks: HeaderBlock[] = [];
  for (let row = 0; row < depth; row += 1) {
    for (let column = 0; column < paths.length; column += 1) {
      const path = paths[column] ?? [];
      if (row >= Math.max(1, path.length)) continue;
      const isLeaf = row === Math.max(1, path.length) - 1;
      if (isLeaf) {
        const label = path[row] ?? '';
        blocks.push({ label, row, rowSpan: depth - row, column, columnSpan: 1, leaf: column });
        continue;
      }
      if (column > 0 && sharesPrefix(paths[column - 1] ?? [], path, row)) continue;
      let end = column + 1;
      while (end < paths.length && sharesPrefix(path, paths[end] ?? [], row)) end += 1;
      blocks.push({ label: path[row] ?? '', row, rowSpan: 1, column, columnSpan: end - column, leaf: null });
    }
  }
  return blocks;
}

/** True when both paths go on below `row` and are equal down to it. */
function sharesPrefix(one: string[], other: string[], row: number): boolean {
  if (one.length <= row + 1 || other.length <= row + 1) return false;
  for (let at = 0; at <= row; at += 1) if (one[at] !== other[at]) return false;
  return true;
}
