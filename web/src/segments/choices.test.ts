import { describe, expect, it } from 'vitest';
import { choicesOf } from './choices';

const segments = [
  { id: 1, name: '独居老人', problem: null },
  { id: 2, name: '旧标签人群', problem: '标签已停用。' },
];

describe('segments to choose from', () => {
  it('are those that can be asked', () => {
    expect(choicesOf(segments, null)).toEqual([{ id: 1, name: '独居老人' }]);
    expect(choicesOf(segments, 1)).toEqual([{ id: 1, name: '独居老人' }]);
  });

  it('name a chosen one that is gone, cannot be asked, or is not read yet', () => {
    expect(choicesOf(segments, 9)[1]).toEqual({ id: 9, name: '已删除的人群' });
    expect(choicesOf(segments, 2)[1]).toEqual({ id: 2, name: '旧标签人群（现在不能用）' });
    expect(choicesOf(null, 1)).toEqual([{ id: 1, name: '所选人群' }]);
  });
});
