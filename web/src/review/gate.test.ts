// @vitest-environment node
import { expect, test } from 'vitest';
import { findingText, takeBackText, uncheckedText } from './gate';

const gate = {
  open: true,
  precision: 0.99,
  right: 44,
  wrong: 1,
  needed: 30,
  reviewed: 44 / 45,
  at_most: 0.99607,
};

test('one sentence says what decides', () => {
  expect(findingText(gate)).toBe(
    '抽样核对 45 对，合并正确 44 对（97.78%），考虑抽样误差，实际准确率最高可能为 99.6%；这个数低于 99% 时，暂停自动合并。',
  );
  const closed = { ...gate, open: false, right: 97, wrong: 3, reviewed: 0.97, at_most: 0.98974 };
  expect(findingText(closed)).toBe(
    '抽样核对 100 对，合并正确 97 对（97%），即使考虑抽样误差，实际准确率也不超过 98.97%，低于设定的 99%。',
  );
  const young = { ...gate, right: 3, wrong: 0, reviewed: null, at_most: null };
  expect(findingText(young)).toContain('已抽样核对 3 对，满 30 对后开始判断');
});

test('what is under the set precision never reads as equal to it', () => {
  expect(findingText({ ...gate, open: false, at_most: 0.989999 })).toContain('不超过 98.99%，低于设定的 99%');
});

test('what nobody has checked is counted apart by the last opening', () => {
  expect(uncheckedText({ since: 1234, earlier: 5 })).toContain('还有 1,234 对，仍在生效');
  expect(uncheckedText({ since: 0, earlier: 5 })).toContain('上次放行以后');
  expect(uncheckedText({ since: 0, earlier: 0 })).toContain('没有需要撤回的');
  expect(takeBackText(1234)).toContain('这 1,234 对');
});
