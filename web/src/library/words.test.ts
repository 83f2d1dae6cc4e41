import { describe, expect, it } from 'vitest';
import { minutesWord, rhythmWord } from './words';

describe('words of the library', () => {
  it('says short work in minutes and long work in hours', () => {
    expect(minutesWord(0)).toBe('0 分钟');
    expect(minutesWord(119)).toBe('119 分钟');
    expect(minutesWord(120)).toBe('2 小时');
    expect(minutesWord(90_000)).toBe('1,500 小时');
  });
  it('keeps a rhythm it does not know', () => {
    expect(rhythmWord('monthly')).toBe('月报');
    expect(rhythmWord('lunar')).toBe('lunar');
  });
});
