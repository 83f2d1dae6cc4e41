import { describe, expect, it } from 'vitest';
import { yearOn } from './extend';

describe('yearOn', () => {
  it('proposes the same day of the next year', () => {
    expect(yearOn('2026-12-05')).toBe('2027-12-05');
    expect(yearOn('2028-02-29')).toBe('2029-02-28');
  });
  it('leaves a tag without end without end', () => {
    expect(yearOn(null)).toBe('');
  });
});
