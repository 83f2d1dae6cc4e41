import { computed, ref } from 'vue';
import type { GridColumn, GridRow } from '@/api/types';
import { keyOf, type RowEdit, type Saver } from './saver';

/** What a cell can be set to again: a text, or what was prefilled. Null where only its mask is known. */
type Content = { text: string } | { restore: true } | null;
interface Change {
  row: number;
  index: number;
  before: Content;
  after: Content;
}
interface Store {
  byId: (row: number) => GridRow | undefined;
}
/** Steps that can be undone; more than anybody remembers. */
const MOST = 200;

/**
 * What was typed on this page, step by step, so that it can be undone and done again. A protected value is
 * known here only as a mask: what was prefilled is put back by the service; what somebody typed into such a
 * cell before this page was opened cannot be put back.
 */
export function makeHistory(store: Store, saver: Saver, columns: () => GridColumn[]) {
  const done = ref<Change[][]>([]);
  const undone = ref<Change[][]>([]);
  /** Texts typed here, by cell: the only place where a protected text is known in full. */
  const typed = new Map<string, string>();

  function contentOf(row: number, index: number): Content {
    const draft = saver.draftOf(row, index);
    if (draft && draft.phase !== 'refused') return draft.restore ? { restore: true } : { text: draft.text };
    const cell = store.byId(row)?.cells[columns().findIndex((column) => column.index === index)];
    if (!cell?.masked) return { text: cell?.text ?? '' };
    if (cell.state === 'prefilled') return { restore: true };
    const known = typed.get(keyOf(row, index));
    return known === undefined ? null : { text: known };
  }
  /** Types into cells as one step. */
  function type(edits: RowEdit[]): void {
    const step: Change[] = [];
    for (const { row, cells } of edits) {
      for (const { index, text } of cells) {
        step.push({ row, index, before: contentOf(row, index), after: { text } });
        typed.set(keyOf(row, index), text);
      }
    }
    if (!step.length) return;
    done.value = [...done.value.slice(1 - MOST), step];
    undone.value = [];
    saver.editAll(edits);
  }
  /** Sets cells; answers how many cannot be set because only their mask is known. */
  function set(changes: { row: number; index: number; to: Content }[]): number {
    const rows = new Map<number, RowEdit>();
    let unknown = 0;
    for (const { row, index, to } of changes) {
      if (to === null) {
        unknown += 1;
        continue;
      }
      const edit = rows.get(row) ?? { row, cells: [] };
      edit.cells.push('text' in to ? { index, text: to.text } : { index, text: '', restore: true });
      rows.set(row, edit);
    }
    saver.editAll([...rows.values()]);
    return unknown;
  }
  /** Takes the last step back; answers how many cells could not be, or null when there is none. */
  function undo(): number | null {
    const step = done.value.at(-1);
    if (!step) return null;
    done.value = done.value.slice(0, -1);
    undone.value = [...undone.value, step];
    const open = step.filter(({ row, index }) => {
      // What the service refused it never took: forgetting the text is enough.
      const refused = saver.draftOf(row, index)?.phase === 'refused';
      if (refused) saver.drop(row, index);
      return !refused;
    });
    return set(open.map(({ row, index, before }) => ({ row, index, to: before })));
  }
  /** Does the step again that was undone last. */
  function redo(): number | null {
    const step = undone.value.at(-1);
    if (!step) return null;
    undone.value = undone.value.slice(0, -1);
    done.value = [...done.value, step];
    return set(step.map(({ row, index, after }) => ({ row, index, to: after })));
  }
  return {
    type,
    undo,
    redo,
    canUndo: computed(() => done.value.length > 0),
    canRedo: computed(() => undone.value.length > 0),
  };
}
export type History = ReturnType<typeof makeHistory>;
