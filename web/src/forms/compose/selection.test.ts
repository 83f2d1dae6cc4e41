import { describe, expect, it } from 'vitest';
import { selection, streetMark } from './selection';

const streets = [
  {
    code: 'A',
    name: '甲街道',
    count: 5,
    communities: [
      { code: 'A1', name: '一', count: 2 },
      { code: 'A2', name: '二', count: 3 },
    ],
  },
  { code: 'B', name: '乙街道', count: 4, communities: [{ code: 'B1', name: '三', count: 4 }] },
];

describe('selection', () => {
  it('sends no areas when everything is chosen', () => {
    expect(selection(streets, new Set())).toEqual({ communities: 3, rows: 9, areas: [] });
  });
  it('names whole streets by their own code and the rest community by community', () => {
    expect(selection(streets, new Set(['A1']))).toEqual({ communities: 2, rows: 7, areas: ['A2', 'B'] });
    expect(selection(streets, new Set(['B1']))).toEqual({ communities: 2, rows: 5, areas: ['A'] });
  });
  it('tells wholly, partly and not chosen streets apart', () => {
    const [first] = streets;
    if (!first) throw new Error('the list above has a first street');
    expect(streetMark(first, new Set())).toBe('all');
    expect(streetMark(first, new Set(['A1']))).toBe('some');
    expect(streetMark(first, new Set(['A1', 'A2']))).toBe('none');
  });
});
