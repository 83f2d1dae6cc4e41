import { describe, expect, it } from 'vitest';
import { emptyDraft, questionOf } from './question';

const TODAY = '2026-07-31';

describe('questionOf', () => {
  it('asks for the communities of today unless told otherwise', () => {
    expect(questionOf(emptyDraft('370203005000'), TODAY)).toEqual({
      area: '370203005000',
      border: null,
      by_street: false,
      basis: 'home',
      segment: null,
      figures: [],
      days: [TODAY],
    });
  });

  it('takes a border set, tags and a rule', () => {
    const question = questionOf(
      { ...emptyDraft(null), units: '7', tags: ['残疾人'], rule: ' 年龄 >= 80 ', label: '80岁以上' },
      TODAY,
    );
    expect(question.border).toBe(7);
    expect(question.figures).toEqual([{ tag: '残疾人' }, { rule: '年龄 >= 80', label: '80岁以上' }]);
  });

  it('is narrowed to a segment', () => {
    expect(questionOf({ ...emptyDraft(null), segment: 3 }, TODAY).segment).toBe(3);
  });

  it('puts the earlier day first, and one day once', () => {
    const draft = { ...emptyDraft(null), before: '2026-06-30' };
    expect(questionOf(draft, TODAY).days).toEqual(['2026-06-30', TODAY]);
    expect(questionOf({ ...draft, before: TODAY }, TODAY).days).toEqual([TODAY]);
    expect(questionOf({ ...draft, day: '2026-06-01' }, TODAY).days).toEqual(['2026-06-01', '2026-06-30']);
  });
});
