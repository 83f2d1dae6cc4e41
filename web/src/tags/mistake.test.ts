import { describe, expect, it } from 'vitest';
import { cutAt } from './mistake';

describe('cutAt', () => {
  it('marks the word that begins at the place', () => {
    expect(cutAt('年龄 >= 80 且 健再', 1, 12)).toEqual({
      before: '年龄 >= 80 且 ',
      wrong: '健再',
      after: '',
    });
    expect(cutAt('年铃 >= 80', 1, 1)).toEqual({ before: '', wrong: '年铃', after: ' >= 80' });
  });
  it('finds the line', () => {
    expect(cutAt('健在 且\n  性别 = 雄', 2, 8)).toEqual({
      before: '健在 且\n  性别 = ',
      wrong: '雄',
      after: '',
    });
  });
  it('shows a mistake at the end on a space of its own', () => {
    expect(cutAt('健在 且', 1, 5)).toEqual({ before: '健在 且', wrong: ' ', after: '' });
    expect(cutAt('', 1, 1)).toEqual({ before: '', wrong: ' ', after: '' });
  });
  it('keeps every letter, whatever the place', () => {
    const text = '存在 同住人 满足 (年龄 >= 60)\n且 健在';
    for (const [line, column] of [
      [1, 4],
      [1, 99],
      [2, 3],
      [9, 1],
    ] as const) {
      const cut = cutAt(text, line, column);
      expect((cut.before + cut.wrong + cut.after).replace(/ +$/gm, '')).toBe(text);
    }
  });
});
