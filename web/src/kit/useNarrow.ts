import { readonly, ref } from 'vue';

/** One breakpoint for all screens; the same number stands in styles/base.css and in component styles. */
const query = typeof window === 'undefined' ? null : window.matchMedia('(max-width: 820px)');
const narrow = ref(query?.matches ?? false);
query?.addEventListener('change', (event) => {
  narrow.value = event.matches;
});

/** True on phones, where tables become cards and side panels become drawers. */
export function useNarrow() {
  return readonly(narrow);
}
