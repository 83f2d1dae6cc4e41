import { computed } from 'vue';
import type { GridColumn, GridRow } from '@/api/types';
import { nameColumn } from './widths';

/** How a row is called in headings: by the name that stands in it. */
export function useWho(columns: () => GridColumn[]) {
  const at = computed(() => nameColumn(columns()));
  const nameOf = (row: GridRow | undefined): string => row?.cells[at.value]?.text ?? '';
  return { nameOf };
}
