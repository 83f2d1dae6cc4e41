import { onScopeDispose, ref, shallowRef } from 'vue';
import { asProblem, isAborted, type Problem } from '@/api/problem';

/**
 * A value that comes from the service: loading, there, or refused.
 * A newer `reload` gives up the older one, so that a slow answer never overwrites a later one;
 * the old value stays visible while the new one is on its way.
 */
export function useLoad<T>(call: (signal: AbortSignal) => Promise<T>, options: { lazy?: boolean } = {}) {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let running: AbortController | null = null;

  async function reload(): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    loading.value = true;
    try {
      const answer = await call(mine.signal);
      if (running !== mine) return;
      data.value = answer;
      problem.value = null;
    } catch (thrown) {
      if (running !== mine || isAborted(thrown)) return;
      problem.value = asProblem(thrown);
    } finally {
      if (running === mine) loading.value = false;
    }
  }

  onScopeDispose(() => running?.abort());
  if (!options.lazy) void reload();
  return { data, problem, loading, reload };
}
