import type { Answer } from '@/api/identity';
import type { StateWord } from '@/kit/words';

/** The three answers with their keys, in the order of the buttons. */
export const ANSWERS: { answer: Answer; key: string; label: string }[] = [
  { answer: 'same', key: '1', label: '同一人' },
  { answer: 'different', key: '2', label: '不是同一人' },
  { answer: 'unsure', key: '3', label: '拿不准' },
];

const STATES: Record<string, StateWord> = {
  open: { label: '待核对', tone: 'info' },
  same: { label: '同一人', tone: 'good' },
  different: { label: '不是同一人', tone: 'calm' },
  unsure: { label: '拿不准', tone: 'warn' },
};
export const pairState = (state: string): StateWord => STATES[state] ?? { label: state, tone: 'calm' };

/** The answer that a key stands for; nothing while somebody types or holds a modifier. */
export function answerOfKey(event: KeyboardEvent): Answer | null {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return null;
  const target = event.target;
  if (target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]')) return null;
  return ANSWERS.find((each) => each.key === event.key)?.answer ?? null;
}

/** A match weight as it is read: with its sign and one decimal. */
export function signed(weight: number): string {
  const text = Math.abs(weight).toFixed(1);
  if (text === '0.0') return '0';
  return `${weight > 0 ? '+' : '−'}${text}`;
}

/** How long the bar of a weight is, as a share of the longest that is drawn. */
export function barShare(weight: number): number {
  const LONGEST = 20;
  return Math.min(1, Math.abs(weight) / LONGEST);
}
