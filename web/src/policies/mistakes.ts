import { computed, inject, provide, type InjectionKey, type Ref } from 'vue';
import type { PlaceProblem } from '@/api/types';

/** Mistakes by place, for the fields beneath a form. */
const MISTAKES: InjectionKey<Ref<PlaceProblem[]>> = Symbol('mistakes');

export const provideMistakes = (places: Ref<PlaceProblem[]>): void => provide(MISTAKES, places);

/** The mistakes at a place; with `below`, also those of everything beneath it. */
export function mistakesAt(places: readonly PlaceProblem[], at: string, below = false): PlaceProblem[] {
  return places.filter((one) => one.at === at || (below && one.at.startsWith(`${at}/`)));
}

export function useMistakes(at: () => string, below: () => boolean = () => false) {
  const places = inject(MISTAKES, null);
  return computed(() => mistakesAt(places?.value ?? [], at(), below()));
}
