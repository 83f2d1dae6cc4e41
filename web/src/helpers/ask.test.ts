import { describe, expect, it } from 'vitest';
import { askOf, emptyAsk, missingIn } from './ask';

describe('a request for names', () => {
  const draft = { activity: ' 社区义诊 ', purpose: '电话邀请', until: '2026-12-01' };

  it('begins empty, and lacks an activity then', () => {
    expect(missingIn(emptyAsk())).toContain('活动');
    expect(emptyAsk()).not.toBe(emptyAsk());
  });

  it('says the first thing that is missing', () => {
    expect(missingIn({ ...draft, activity: ' ' })).toContain('活动');
    expect(missingIn({ ...draft, purpose: '看看' })).toContain('用途');
    expect(missingIn({ ...draft, until: '' })).toContain('哪一天');
    expect(missingIn(draft)).toBe('');
  });

  it('goes with the question that was counted', () => {
    const query = { tags: ['志愿者'], skill: null, area: '370203005001' };
    expect(askOf(query, draft)).toEqual({
      query,
      activity: '社区义诊',
      purpose: '电话邀请',
      until: '2026-12-01',
    });
  });
});
