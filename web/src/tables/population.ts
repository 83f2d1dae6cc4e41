import type { OwnTableDraft, PeopleQuery } from '@/api/types';
import { noConditions, type Alive, type Apart, type Conditions } from '@/people/filter';

type Columns = OwnTableDraft['columns'];

/** A kept question about people as conditions to be picked. */
export function conditionsOf(query: PeopleQuery): Conditions {
  const alive: Alive = query.alive == null ? 'all' : query.alive ? 'alive' : 'dead';
  return {
    ...noConditions(),
    basis: query.basis ?? 'home',
    apart: (query.apart ?? '') as Apart,
    tagsAll: [...(query.tags_all ?? [])],
    tagsAny: [...(query.tags_any ?? [])],
    tagsNone: [...(query.tags_none ?? [])],
    ageMin: query.age_min ?? null,
    ageMax: query.age_max ?? null,
    sex: query.sex ?? '',
    alive,
    rule: query.rule ?? '',
  };
}

/** Columns as one list of words to be picked from: `e:name` for an element, `t:党员` for a tag. */
export const wordsOf = (columns: Columns): string[] =>
  columns.map((column) => (column.tag ? `t:${column.tag}` : `e:${column.element ?? ''}`));
export const columnsOf = (words: string[]): Columns =>
  words.map((word) => (word.startsWith('t:') ? { tag: word.slice(2) } : { element: word.slice(2) }));
