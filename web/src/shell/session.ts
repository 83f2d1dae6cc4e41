import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Problem } from '@/api/problem';
import { asProblem } from '@/api/problem';
import { fetchSession, signIn as sendSignIn, signOut as sendSignOut } from '@/api/session';
import type { Me } from '@/api/types';
import { useAreas } from '@/kit/areas';
import { lastPurpose } from '@/kit/purpose';
import { usePeopleSearch } from '@/people/search';

/** Who is signed in, and what they may do. */
export const useSession = defineStore('session', () => {
  const me = shallowRef<Me | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const rights = computed(() => new Set(me.value?.can ?? []));
  let asked = false;

  /** Finds out once whether the browser already holds a session. */
  async function recall(): Promise<void> {
    if (asked) return;
    try {
      me.value = await fetchSession();
      problem.value = null;
      asked = true;
    } catch (thrown) {
      const why = asProblem(thrown);
      if (why.status === 401) asked = true;
      else problem.value = why;
    }
  }
  async function signIn(login: string, password: string): Promise<void> {
    forget();
    me.value = await sendSignIn(login, password);
    problem.value = null;
  }
  async function signOut(): Promise<void> {
    await sendSignOut();
    forget();
  }
  /** Drops everything that belongs to the person who was signed in. */
  function forget(): void {
    me.value = null;
    asked = true;
    lastPurpose.value = '';
    usePeopleSearch().text = '';
    useAreas().forget();
  }
  const can = (right: string): boolean => rights.value.has(right);
  /** True when any right of a family such as "forms." is held. */
  const canAny = (family: string): boolean => [...rights.value].some((right) => right.startsWith(family));

  return { me, problem, recall, signIn, signOut, forget, can, canAny };
});
