import { onScopeDispose, ref, shallowReactive, shallowRef } from 'vue';
import { fetchRows } from '@/api/forms';
import { asProblem, isAborted, type Problem } from '@/api/problem';
import type { GridRow } from '@/api/types';

export type Only = 'all' | 'empty' | 'corrected' | 'doubted' | 'wrong' | 'changed';
const PAGE = 200;

/** The rows of a submission, fetched page by page as they come into view and kept by their place in the list. */
export function useRows(submission: number) {
  const total = ref<number | null>(null);
  const rows = shallowReactive(new Map<number, GridRow>());
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  const only = ref<Only>('all');
  const text = ref('');
  const places = new Map<number, number>();
  /** Every row that was ever here, so that what was typed is saved although a filter hides its row now. */
  const seen = new Map<number, GridRow>();
  const asked = new Set<number>();
  let stop = new AbortController();

  function put(at: number, row: GridRow): void {
    rows.set(at, row);
    places.set(row.id, at);
    seen.set(row.id, row);
  }
  async function fetchPage(page: number): Promise<void> {
    const mine = stop;
    asked.add(page);
    loading.value = true;
    try {
      const filter = { page: page + 1, size: PAGE, only: only.value, text: text.value.trim() };
      const answer = await fetchRows(submission, filter, mine.signal);
      if (mine !== stop) return;
      total.value = answer.total;
      answer.rows.forEach((row, at) => put(page * PAGE + at, row));
      problem.value = null;
    } catch (thrown) {
      if (mine !== stop || isAborted(thrown)) return;
      asked.delete(page);
      problem.value = asProblem(thrown);
    } finally {
      if (mine === stop) loading.value = false;
    }
  }
  /** Makes sure that the rows from `first` to `last` are there or on their way. */
  async function ensure(first: number, last: number): Promise<void> {
    const waits: Promise<void>[] = [];
    const end = Math.min(last, (total.value ?? 1) - 1);
    for (let page = Math.floor(Math.max(0, first) / PAGE); page <= Math.floor(end / PAGE); page += 1) {
      if (!asked.has(page)) waits.push(fetchPage(page));
    }
    await Promise.all(waits);
  }
  /** Starts over, after another filter was chosen or much has changed. */
  async function reload(): Promise<void> {
    stop.abort();
    stop = new AbortController();
    rows.clear();
    places.clear();
    asked.clear();
    total.value = null;
    problem.value = null;
    await fetchPage(0);
  }
  /** Puts what the service answered in the place of what was there. */
  function replace(row: GridRow): void {
    const at = places.get(row.id);
    if (at !== undefined) rows.set(at, row);
    seen.set(row.id, row);
  }
  const byId = (rowId: number): GridRow | undefined => seen.get(rowId);

  onScopeDispose(() => stop.abort());
  return { total, rows, problem, loading, only, text, ensure, reload, replace, byId };
}
export type Rows = ReturnType<typeof useRows>;
