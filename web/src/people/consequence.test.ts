import { expect, test } from 'vitest';
import { dueWord, leadWord, partWord, yuan } from './consequence';

test('an amount starts, stops, changes or cannot be told', () => {
  expect(dueWord({ before: null, after: 50, unclear: false })).toBe('新增待遇');
  expect(dueWord({ before: 50, after: null, unclear: false })).toBe('停止待遇');
  expect(dueWord({ before: 50, after: 100, unclear: false })).toBe('调整待遇');
  expect(dueWord({ before: 50, after: null, unclear: true })).toBe('无法判断');
  expect(yuan(null)).toBe('不发');
  expect(yuan(50)).toBe('50 元');
});

test('leads and people are named', () => {
  expect(leadWord({ becomes: 'appears' })).toBe('产生线索');
  expect(partWord('self')).toBe('本人');
});
