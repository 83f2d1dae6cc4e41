import type { GridColumn } from '@/api/types';

/** A yes-or-no column is chosen from a list like any code table, although the service sends none for it. */
export function withChoices(column: GridColumn): GridColumn {
  if (column.kind !== 'yes-no' || column.options?.length) return column;
  return {
    ...column,
    options: [
      { code: '1', label: '是' },
      { code: '0', label: '否' },
    ],
  };
}
