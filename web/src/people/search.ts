import { defineStore } from 'pinia';
import { ref } from 'vue';

/**
 * The text of the current people search. It may be a name or an identity number, so it lives here
 * and never in the address, where browsers and proxies would write it down.
 */
export const usePeopleSearch = defineStore('people-search', () => {
  const text = ref('');
  /** Counts searches begun outside the list, so that an open list knows to start over. */
  const started = ref(0);
  function startWith(wanted: string): void {
    text.value = wanted;
    started.value += 1;
  }
  return { text, started, startWith };
});
