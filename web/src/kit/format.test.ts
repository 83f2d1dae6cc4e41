import { describe, expect, it } from 'vitest';
import {
  amount,
  columnLetter,
  count,
  day,
  dueWords,
  fileSize,
  joined,
  minute,
  percent,
  sexAndAge,
} from './format';

describe('numbers', () => {
  it('are grouped, and a missing one is a dash', () => {
    expect(count(1020000)).toBe('1,020,000');
    expect(count(null)).toBe('—');
    expect(amount(1234.5)).toBe('1,234.5');
  });
  it('never round a share up to all or down to nothing', () => {
    expect(percent(0.9999)).toBe('99%');
    expect(percent(0.0001)).toBe('1%');
    expect(percent(1)).toBe('100%');
    expect(percent(0)).toBe('0%');
    expect(percent(Number.NaN)).toBe('—');
  });
});

describe('days', () => {
  it('stay as they are, and times are shown in local time', () => {
    expect(day('2024-02-29')).toBe('2024-02-29');
    const at = new Date(2025, 10, 21, 9, 5).toISOString();
    expect(day(at)).toBe('2025-11-21');
    expect(minute(at)).toBe('2025-11-21 09:05');
    expect(minute(null)).toBe('—');
  });
  it('say how near a due day is', () => {
    const today = new Date(2025, 10, 21, 23, 59);
    expect(dueWords('2025-11-20', today)).toEqual({ text: '已逾期 1 天', tone: 'late' });
    expect(dueWords('2025-11-21', today)).toEqual({ text: '今天截止', tone: 'soon' });
    expect(dueWords('2025-11-22', today)).toEqual({ text: '明天截止', tone: 'soon' });
    expect(dueWords('2025-12-21', today)).toEqual({ text: '还有 30 天', tone: 'calm' });
    expect(dueWords(null, today)).toBeNull();
    expect(dueWords('bad', today)).toBeNull();
  });
});

describe('words', () => {
  it('letter columns as spreadsheets do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetter)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ]);
  });
  it('size files', () => {
    expect(fileSize(512)).toBe('512 B');
    expect(fileSize(2048)).toBe('2 KB');
    expect(fileSize(5.5 * 1024 * 1024)).toBe('5.5 MB');
  });
  it('leave out what is not known', () => {
    expect(joined('公安', null, '', false, 0)).toBe('公安 0');
    expect(sexAndAge({ sex: '', age: null, deceased: true })).toBe('已去世');
    expect(sexAndAge({ sex: '女', age: 82, deceased: false })).toBe('女 82 岁');
  });
});
