import { describe, expect, it } from 'vitest';
import { canNarrow, narrowedBy } from './narrow';

describe('a row of a count', () => {
  it('narrows the list by what a list can ask', () => {
    expect(narrowedBy('community', '370203005001', [])).toEqual({ area: '370203005001' });
    expect(narrowedBy('sex', '2', [])).toEqual({ sex: '2' });
    expect(narrowedBy('tag', '独居', ['老年人', '独居'])).toEqual({ tagsAll: ['老年人', '独居'] });
    expect(narrowedBy('age', '60-64', [])).toEqual({ ageMin: 60, ageMax: 64 });
    expect(narrowedBy('age', '100+', [])).toEqual({ ageMin: 100, ageMax: null });
  });

  it('narrows nothing where nothing is known or a list cannot ask', () => {
    expect(narrowedBy('community', 'unknown', [])).toBeNull();
    expect(narrowedBy('age', 'unknown', [])).toBeNull();
    expect(narrowedBy('education', '21', [])).toBeNull();
  });

  it('is offered only where rows narrow', () => {
    expect(canNarrow('age')).toBe(true);
    expect(canNarrow('education')).toBe(false);
  });
});
