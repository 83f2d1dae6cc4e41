import { computed, reactive } from 'vue';
import type { CellRemark, GridColumn, GridRow } from '@/api/types';

export interface MarkedCell extends CellRemark {
  label: string;
  who: string;
}

/** The cells that a reviewer marks while looking through a submission, before handing it back. */
export function useMarking() {
  const marked = reactive(new Map<string, MarkedCell>());
  const keyOf = (row: number, index: number): string => `${row}-${index}`;
  const size = computed(() => marked.size);
  const list = computed(() => [...marked.values()]);

  function set(row: GridRow, column: GridColumn, who: string, remark: string): void {
    const cell = { row: row.id, index: column.index, label: column.label, who, remark };
    marked.set(keyOf(row.id, column.index), cell);
  }
  const drop = (row: number, index: number): boolean => marked.delete(keyOf(row, index));
  const remarkOf = (row: number, index: number): string => marked.get(keyOf(row, index))?.remark ?? '';
  const cells = (): CellRemark[] => list.value.map(({ row, index, remark }) => ({ row, index, remark }));
  const clear = (): void => marked.clear();

  return { size, list, set, drop, remarkOf, cells, clear };
}
export type Marking = ReturnType<typeof useMarking>;
