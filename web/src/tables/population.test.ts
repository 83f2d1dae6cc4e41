import { describe, expect, it } from 'vitest';
import { noConditions, queryOf } from '@/people/filter';
import { columnsOf, conditionsOf, wordsOf } from './population';

describe('what an own table keeps', () => {
  it('comes back as the conditions that were picked', () => {
    const picked = {
      ...noConditions(),
      basis: 'either',
      tagsAll: ['党员'],
      ageMin: 60,
      sex: '2',
      rule: '健在',
      alive: 'all' as const,
    };
    expect(conditionsOf(queryOf(picked))).toEqual(picked);
    expect(conditionsOf(queryOf(noConditions()))).toEqual(noConditions());
  });
  it('names elements and tags in their order', () => {
    const columns = [{ element: 'name' }, { tag: '党员' }, { element: 'phone' }];
    expect(columnsOf(wordsOf(columns))).toEqual(columns);
  });
});
