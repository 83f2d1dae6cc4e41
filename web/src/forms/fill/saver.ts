import { computed, ref, shallowReactive } from 'vue';
import { saveCells } from '@/api/forms';
import type { Problem } from '@/api/problem';
import { asProblem } from '@/api/problem';
import type { CellChange, GridRow } from '@/api/types';

/** Something typed that the service does not hold yet. */
export interface Draft {
  row: number;
  index: number;
  text: string;
  phase: 'waiting' | 'saving' | 'refused';
  message: string;
}
interface Store {
  byId: (row: number) => GridRow | undefined;
  replace: (row: GridRow) => void;
  refresh: (row: number) => Promise<void>;
}
type Save = (row: number, version: number, cells: CellChange[]) => Promise<GridRow>;

const CONFLICT = '这一行刚被别人改过，已换成最新内容。您填的还在这里，确认后点“重新保存”。';
const AT_ONCE = 4;
export const keyOf = (row: number, index: number): string => `${row}:${index}`;

/**
 * Saves cells as they are typed, row by row: a row has one save under way at a time, because the next one
 * needs the version that the last one answered. Nothing typed is lost: a refused cell keeps its text and
 * the reason until it is mended, saved again or dropped.
 */
export function makeSaver(store: Store, save: Save) {
  const drafts = shallowReactive(new Map<string, Draft>());
  const queue: number[] = [];
  const busy = new Set<number>();
  const savedOnce = ref(false);
  const open = computed(() => [...drafts.values()].filter((draft) => draft.phase !== 'refused').length);
  const refused = computed(() => [...drafts.values()].filter((draft) => draft.phase === 'refused'));

  function set(draft: Draft, part: Partial<Draft>): void {
    drafts.set(keyOf(draft.row, draft.index), { ...draft, ...part });
  }
  /** Takes what was typed and sends it as soon as its row is free. */
  function edit(row: number, cells: CellChange[]): void {
    for (const { index, text } of cells) {
      drafts.set(keyOf(row, index), { row, index, text, phase: 'waiting', message: '' });
    }
    if (!queue.includes(row)) queue.push(row);
    pump();
  }
  function pump(): void {
    while (busy.size < AT_ONCE) {
      const at = queue.findIndex((row) => !busy.has(row));
      if (at < 0) return;
      const [row] = queue.splice(at, 1);
      if (row !== undefined) void send(row);
    }
  }
  async function send(row: number): Promise<void> {
    const sent = [...drafts.values()].filter((draft) => draft.row === row && draft.phase === 'waiting');
    const version = store.byId(row)?.version;
    if (!sent.length || version === undefined) return;
    busy.add(row);
    for (const draft of sent) set(draft, { phase: 'saving' });
    try {
      store.replace(
        await save(
          row,
          version,
          sent.map(({ index, text }) => ({ index, text })),
        ),
      );
      savedOnce.value = true;
      for (const draft of sent) if (current(draft)) drafts.delete(keyOf(draft.row, draft.index));
    } catch (thrown) {
      await refuse(sent, asProblem(thrown));
    } finally {
      busy.delete(row);
      pump();
    }
  }
  /** False when something newer was typed into the same cell meanwhile. */
  function current(draft: Draft): boolean {
    const now = drafts.get(keyOf(draft.row, draft.index));
    return now?.phase === 'saving' && now.text === draft.text;
  }
  async function refuse(sent: Draft[], problem: Problem): Promise<void> {
    const row = sent[0]?.row;
    if (row === undefined) return;
    if (problem.code === 'version-conflict') await store.refresh(row);
    const reasons = new Map(problem.cells.map((cell) => [cell.index, cell.message]));
    const good: Draft[] = [];
    for (const draft of sent) {
      if (!current(draft)) continue;
      const reason = reasons.get(draft.index);
      // When the service names the bad cells, the others of the row were only held back with them.
      if (reasons.size && reason === undefined) good.push(draft);
      else {
        const message = reason ?? (problem.code === 'version-conflict' ? CONFLICT : problem.message);
        set(draft, { phase: 'refused', message });
      }
    }
    if (good.length) edit(row, good);
  }
  /** Sends everything refused once more. */
  function retry(): void {
    for (const { row, index, text } of refused.value) edit(row, [{ index, text }]);
  }
  /** Forgets what was typed into a cell; the service's value shows again. */
  function drop(row: number, index: number): void {
    drafts.delete(keyOf(row, index));
  }
  const draftOf = (row: number, index: number): Draft | undefined => drafts.get(keyOf(row, index));

  return { drafts, open, refused, savedOnce, edit, retry, drop, draftOf };
}
export type Saver = ReturnType<typeof makeSaver>;

/** The saver of one submission. */
export function useSaver(submission: number, store: Store): Saver {
  return makeSaver(store, (row, version, cells) => saveCells(submission, row, version, cells));
}
