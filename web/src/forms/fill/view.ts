import type { Place } from './move';

/** The measures of the sheet in pixels: height of a row, width of the row heads, of each column, and which column stands still. */
export interface Measures {
  row: number;
  lead: number;
  widths: number[];
  fixed: number;
}

/** Scrolls a view just so far that a cell is seen whole, below the header and beside the columns that stand still. */
export function scrollToCell(view: HTMLElement, to: Place, measures: Measures): void {
  const { row, lead, widths, fixed } = measures;
  const head = view.querySelector<HTMLElement>('[data-head]')?.offsetHeight ?? 0;
  const above = to.row * row;
  if (above < view.scrollTop) view.scrollTop = above;
  else if (above + row > view.scrollTop + view.clientHeight - head) {
    view.scrollTop = above + row - (view.clientHeight - head);
  }
  if (to.column === fixed) return;
  const left = lead + widths.slice(0, to.column).reduce((sum, width) => sum + width, 0);
  const still = lead + (to.column > fixed ? (widths[fixed] ?? 0) : 0);
  const width = widths[to.column] ?? 0;
  if (left - still < view.scrollLeft) view.scrollLeft = left - still;
  else if (left + width > view.scrollLeft + view.clientWidth) {
    view.scrollLeft = left + width - view.clientWidth;
  }
}
