import { inject, provide, shallowRef, type InjectionKey, type Ref } from 'vue';
import type { CaseField } from '@/api/types';

/** Puts a word into the rule that was written in last. */
type Insert = (word: string) => void;
const LAST: InjectionKey<Ref<Insert | null>> = Symbol('last rule');

/** Remembers which rule beneath was written in last. */
export function provideLastRule(): Ref<Insert | null> {
  const last = shallowRef<Insert | null>(null);
  provide(LAST, last);
  return last;
}

export const useLastRule = (): Ref<Insert | null> => inject(LAST, shallowRef<Insert | null>(null));

/** A text with a word put in at a place, apart from what stands around it. */
export function withWord(text: string, at: number, word: string): { text: string; at: number } {
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const gap = before && !/[\s(（]$/.test(before) ? ' ' : '';
  const tail = after && !/^[\s)）]/.test(after) ? ' ' : '';
  return { text: `${before}${gap}${word}${tail}${after}`, at: (before + gap + word).length };
}

/** How a rule begins to ask for an element. */
export function asking(field: CaseField): string {
  if (field.kind === 'code') return `${field.label} = ${field.options[0] ?? ''}`;
  if (['date', 'month', 'number'].includes(field.kind)) return `${field.label} >= `;
  return field.kind === 'area' ? `${field.label} 在 本区` : field.label;
}
