import { describe, expect, it } from 'vitest';
import { dueWord } from './due';

describe('how a source stands', () => {
  it('is late only past its days of grace', () => {
    const line = { agreed: true, last_as_of: '2026-10-01' };
    expect(dueWord({ ...line, overdue: 3 })).toEqual({ label: '逾期 3 天', tone: 'bad' });
    expect(dueWord({ ...line, overdue: 0 }).tone).toBe('good');
  });
  it('says what is missing before it says that all is well', () => {
    expect(dueWord({ agreed: false, last_as_of: '2026-10-01', overdue: 0 }).label).toBe('没有约定');
    expect(dueWord({ agreed: true, last_as_of: null, overdue: 0 }).label).toBe('还没有交过');
  });
});
