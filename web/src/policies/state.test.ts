import { expect, test } from 'vitest';
import { policyState, versionWord } from './state';

test('a policy whose data are lacking is never called ready to use', () => {
  expect(policyState({ in_use: true, ready: false }).label).toContain('数据不足');
  expect(policyState({ in_use: true, ready: true }).label).toBe('已启用');
  expect(policyState({ in_use: false, ready: true }).label).toBe('未启用');
});

test('the version that came with the system is not called the zeroth', () => {
  expect(versionWord(0)).toBe('随系统提供的版本');
  expect(versionWord(2)).toBe('第 2 版');
});
