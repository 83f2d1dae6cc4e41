import type { Segment } from '@/api/types';

/** Of the segments what a chooser needs. */
type Known = Pick<Segment, 'id' | 'name' | 'problem'>;

/**
 * Segments to choose from. One that cannot be asked any more, such as by a tag that has ended, is no choice; a chosen
 * one that is none keeps a name, so that nobody reads a bare number. `null` is a list that is not there yet.
 */
export function choicesOf(segments: Known[] | null, chosen: number | null): { id: number; name: string }[] {
  const usable = (segments ?? []).filter((segment) => !segment.problem);
  const choices = usable.map(({ id, name }) => ({ id, name }));
  if (chosen === null || choices.some((choice) => choice.id === chosen)) return choices;
  const held = segments?.find((segment) => segment.id === chosen);
  const name = held ? `${held.name}（现在不能用）` : segments ? '已删除的人群' : '所选人群';
  return [...choices, { id: chosen, name }];
}
