import { computed } from 'vue';
import type { GridColumn, GridRow } from '@/api/types';
import { nameColumn } from './widths';

/** Rows are counted from 1 on screen as in a sheet; the service counts from 0. */
export const rowNumber = (row: GridRow): number => row.position + 1;

/** How a row is called in headings: by the name that stands in it. */
export function useWho(columns: () => GridColumn[]) {
  const at = computed(() => nameColumn(columns()));
  const nameOf = (row: GridRow | undefined): string => row?.cells[at.value]?.text ?? '';
  return { nameOf };
}
