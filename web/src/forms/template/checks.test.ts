import { describe, expect, it } from 'vitest';
import { draftOf, type Picked } from './checks';

const picked: Picked = {
  kind: 'compare',
  weight: 'stop',
  column: 3,
  op: 'not-less',
  other: null,
  columns: [],
  value: ' ',
  percent: 20,
  template: null,
  their_column: null,
};

describe('a check that is being put together', () => {
  it('is not sent before everything is chosen', () => {
    for (const kind of ['compare', 'limit', 'required-when', 'unique', 'parts', 'other-form'] as const)
      expect(draftOf({ ...picked, kind }), kind).toBeNull();
    expect(draftOf({ ...picked, kind: 'former', column: null })).toBeNull();
  });
  it('holds what its kind needs and nothing else', () => {
    const base = { weight: 'stop' };
    expect(draftOf({ ...picked, other: 4 })).toEqual({
      ...base,
      kind: 'compare',
      column: 3,
      op: 'not-less',
      other: 4,
    });
    expect(draftOf({ ...picked, kind: 'required-when', other: 4, value: ' 否 ' })).toEqual({
      ...base,
      kind: 'required-when',
      column: 3,
      when: 4,
      op: 'not-less',
      value: '否',
    });
    expect(draftOf({ ...picked, kind: 'parts', columns: [5, 6] })).toEqual({
      ...base,
      kind: 'parts',
      parts: [5, 6],
      total: 3,
    });
    expect(draftOf({ ...picked, kind: 'former-within' })).toEqual({
      ...base,
      kind: 'former-within',
      column: 3,
      percent: 20,
    });
  });
});
