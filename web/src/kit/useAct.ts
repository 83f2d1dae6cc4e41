import { ref, shallowRef } from 'vue';
import { asProblem, isAborted, type Problem } from '@/api/problem';

/** Something that a person set going: busy while it runs, with the reason when it was refused. */
export function useAct() {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);

  /** Runs once at a time; answers whether it went well. */
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      await act();
      return true;
    } catch (thrown) {
      if (!isAborted(thrown)) problem.value = asProblem(thrown);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, run };
}
