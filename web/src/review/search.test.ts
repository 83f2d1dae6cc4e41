// @vitest-environment node
import { expect, test } from 'vitest';
import { minute } from '@/kit/format';
import { lastSearchText, nightlyText } from './search';

test('the last search says when, by whom and what came of it', () => {
  const at = '2026-11-22T02:05:00+08:00';
  const found = { people: 12345, merged: 3, asked: 20, sampled: 1, barred: 0 };
  expect(lastSearchText({ at, by: '系统', found })).toBe(
    `上次查找：${minute(at)}，系统，比对 12,345 人，自动合并 3 对，待核对 20 对。`,
  );
  expect(lastSearchText(null)).toBe('还没有查找过。');
});

test('whether the night searches follows the switch and the gate', () => {
  const gate = { nightly: true, open: true, night: [2, 5] };
  expect(nightlyText(gate)).toContain('每晚 2 点至 5 点');
  expect(nightlyText({ ...gate, open: false })).toContain('暂停期间不查找');
  expect(nightlyText({ ...gate, nightly: false, open: false })).toContain('已关闭');
});
