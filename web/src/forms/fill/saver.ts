import { computed, ref, shallowReactive } from 'vue';
import { saveRows } from '@/api/forms';
import { asProblem } from '@/api/problem';
import type { BulkEdited, BulkRow, CellChange, GridRow } from '@/api/types';

/** Something typed that the service does not hold yet. */
export interface Draft {
  row: number;
  index: number;
  text: string;
  /** Takes a correction back, whatever stood there before it. */
  restore: boolean;
  phase: 'waiting' | 'saving' | 'refused';
  message: string;
}
/** Cells typed into one row. */
export interface RowEdit {
  row: number;
  cells: CellChange[];
}
interface Store {
  byId: (row: number) => GridRow | undefined;
  replace: (row: GridRow) => void;
}
type Save = (rows: BulkRow[]) => Promise<BulkEdited>;

/** Rows of one call; a larger paste goes in several, so that its progress is seen. */
const AT_ONCE = 1000;
export const keyOf = (row: number, index: number): string => `${row}:${index}`;

/**
 * Saves cells as they are typed: whatever waits goes in one call, and the next call waits for its answer,
 * because it needs the versions that the last one gave. Nothing typed is lost: a refused cell keeps its text
 * and the reason until it is mended, saved again or dropped.
 */
export function makeSaver(store: Store, save: Save) {
  const drafts = shallowReactive(new Map<string, Draft>());
  const waiting = new Set<string>();
  const savedOnce = ref(false);
  let busy = false;
  const open = computed(() => [...drafts.values()].filter((draft) => draft.phase !== 'refused').length);
  const refused = computed(() => [...drafts.values()].filter((draft) => draft.phase === 'refused'));

  function set(draft: Draft, part: Partial<Draft>): void {
    drafts.set(keyOf(draft.row, draft.index), { ...draft, ...part });
  }
  /** Takes what was typed into many rows. */
  function editAll(edits: RowEdit[]): void {
    for (const { row, cells } of edits) {
      for (const { index, text, restore = false } of cells) {
        drafts.set(keyOf(row, index), { row, index, text, restore, phase: 'waiting', message: '' });
        waiting.add(keyOf(row, index));
      }
    }
    void pump();
  }
  const edit = (row: number, cells: CellChange[]): void => editAll([{ row, cells }]);

  /** What waits, by row, as far as it fits into one call. */
  function next(): Map<number, Draft[]> {
    const rows = new Map<number, Draft[]>();
    for (const key of waiting) {
      const draft = drafts.get(key);
      if (draft && !rows.has(draft.row) && rows.size >= AT_ONCE) continue;
      waiting.delete(key);
      if (draft?.phase !== 'waiting') continue;
      rows.set(draft.row, [...(rows.get(draft.row) ?? []), draft]);
    }
    return rows;
  }
  async function pump(): Promise<void> {
    if (busy || !waiting.size) return;
    busy = true;
    const sent = next();
    const rows: BulkRow[] = [];
    for (const [row, cells] of sent) {
      const version = store.byId(row)?.version;
      if (version === undefined) continue;
      for (const draft of cells) set(draft, { phase: 'saving' });
      rows.push({
        id: row,
        version,
        cells: cells.map(({ index, text, restore }) => ({ index, text, restore })),
      });
    }
    try {
      if (rows.length) settle(sent, await save(rows));
    } catch (thrown) {
      const { message } = asProblem(thrown);
      for (const draft of [...sent.values()].flat())
        if (current(draft)) set(draft, { phase: 'refused', message });
    } finally {
      busy = false;
      void pump();
    }
  }
  /** Puts the answer in place: rows as they stand, and the reasons beside the cells that were not taken. */
  function settle(sent: Map<number, Draft[]>, answer: BulkEdited): void {
    for (const row of answer.rows) store.replace(row);
    const reasons = new Map(answer.wrong.map((cell) => [keyOf(cell.row, cell.index), cell.message]));
    const stale = new Map(answer.stale.map((row) => [row.row, row.message]));
    for (const draft of [...sent.values()].flat()) {
      if (!current(draft)) continue;
      const key = keyOf(draft.row, draft.index);
      const message = stale.get(draft.row) ?? reasons.get(key);
      if (message === undefined) {
        drafts.delete(key);
        savedOnce.value = true;
      } else set(draft, { phase: 'refused', message });
    }
  }
  /** False when something newer was typed into the same cell meanwhile. */
  function current(draft: Draft): boolean {
    const now = drafts.get(keyOf(draft.row, draft.index));
    return now?.phase === 'saving' && now.text === draft.text && now.restore === draft.restore;
  }
  /** Sends everything refused once more. */
  function retry(): void {
    editAll(
      refused.value.map(({ row, index, text, restore }) => ({ row, cells: [{ index, text, restore }] })),
    );
  }
  /** Forgets what was typed into a cell; the service's value shows again. */
  function drop(row: number, index: number): void {
    drafts.delete(keyOf(row, index));
  }
  const draftOf = (row: number, index: number): Draft | undefined => drafts.get(keyOf(row, index));

  return { drafts, open, refused, savedOnce, edit, editAll, retry, drop, draftOf };
}
export type Saver = ReturnType<typeof makeSaver>;

/** The saver of one submission. */
export function useSaver(submission: number, store: Store): Saver {
  return makeSaver(store, (rows) => saveRows(submission, rows));
}
