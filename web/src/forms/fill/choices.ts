import { computed, ref, watch, type Ref } from 'vue';
import type { CodeEntry, GridColumn } from '@/api/types';

/** The values of a code table that begin with or hold what was typed; all of them while nothing was typed. */
export function matching(options: CodeEntry[], typed: string): CodeEntry[] {
  const wanted = typed.trim();
  if (!wanted) return options;
  const begin = options.filter((option) => option.label.startsWith(wanted) || option.code === wanted);
  const hold = options.filter((option) => !begin.includes(option) && option.label.includes(wanted));
  return [...begin, ...hold];
}

/** The list of permitted values under the cell that is being edited, steered by the arrow keys. */
export function useChoices(column: Ref<GridColumn | undefined>, draft: Ref<string>, editing: Ref<boolean>) {
  const pick = ref(-1);
  const list = computed(() => (editing.value ? matching(column.value?.options ?? [], draft.value) : []));
  watch([draft, editing, column], () => (pick.value = -1));

  /** Takes an arrow key; answers whether it was used. */
  function step(key: string): boolean {
    if (!list.value.length || (key !== 'ArrowDown' && key !== 'ArrowUp')) return false;
    const by = key === 'ArrowDown' ? 1 : -1;
    pick.value = (pick.value + by + list.value.length) % list.value.length;
    return true;
  }
  const picked = (): string | null => list.value[pick.value]?.label ?? null;
  return { list, pick, step, picked };
}
