import { shallowReactive, watch } from 'vue';
import { fetchCodeTable } from '@/api/custom';
import type { KindField } from '@/api/types';

/** One choice of a code field: what is kept and what people read. */
export interface Choice {
  value: string;
  label: string;
}

/**
 * The choices of code fields: their own options, or those of a code table of the catalogue, which is read
 * once. A table that cannot be read leaves its field to be typed; the service checks what is typed.
 */
export function useChoices(fields: () => KindField[]): (field: KindField) => Choice[] {
  const tables = shallowReactive(new Map<string, Choice[]>());
  async function read(id: string): Promise<void> {
    tables.set(id, []);
    try {
      const table = await fetchCodeTable(id);
      tables.set(
        id,
        table.entries.map(({ code, label }) => ({ value: code, label })),
      );
    } catch {
      tables.delete(id);
    }
  }
  watch(
    () => fields().flatMap((field) => (field.code_table ? [field.code_table] : [])),
    (ids) => {
      for (const id of ids) if (!tables.has(id)) void read(id);
    },
    { immediate: true },
  );
  return (field) =>
    field.code_table
      ? (tables.get(field.code_table) ?? [])
      : (field.options ?? []).map((option) => ({ value: option, label: option }));
}
