import { describe, expect, it } from 'vitest';
import type { TemplateColumn } from '@/api/types';
import { doubled, matchState, unconfirmed } from './match';

function column(tier: string, confirmed: boolean): TemplateColumn {
  return {
    index: 0,
    letter: 'A',
    path: ['姓名'],
    required: false,
    tier,
    confidence: 1,
    reason: '',
    confirmed,
  };
}

describe('the match of a template', () => {
  it('counts what nobody has confirmed and the machine is unsure of', () => {
    const columns = [column('ask', false), column('Ask', false), column('ask', true), column('auto', false)];
    expect(unconfirmed(columns)).toBe(2);
    expect(matchState(columns).label).toBe('2 列待确认');
    expect(matchState([column('auto', true)]).label).toBe('已确认');
    expect(matchState([column('auto', false)]).label).toBe('待确认');
  });
  it('finds columns that were given the same element', () => {
    const chosen = new Map<number, string | null>([
      [0, 'name'],
      [1, 'phone'],
      [2, 'phone'],
      [3, null],
      [4, null],
    ]);
    expect([...doubled(chosen)]).toEqual([1, 2]);
  });
});
