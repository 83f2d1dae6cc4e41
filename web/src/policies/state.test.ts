import { expect, test } from 'vitest';
import { policyState, validityWord, versionWord } from './state';

const TODAY = '2026-11-22';
const row = { in_use: true, ready: true, published: true, holds: true, from: null, until: null };
const label = (changed: Partial<Parameters<typeof policyState>[0]>) =>
  policyState({ ...row, ...changed }, TODAY).label;

test('a policy whose data are lacking is never called ready to use', () => {
  expect(label({ ready: false })).toContain('数据不足');
  expect(label({})).toBe('已启用');
  expect(label({ in_use: false })).toBe('未启用');
});

test('a policy that was never published, has ended or waits for its first day says so', () => {
  expect(label({ published: false, ready: false, in_use: false })).toContain('草稿');
  expect(label({ holds: false, until: '2026-11-21' })).toBe('已于 2026-11-21 到期');
  expect(label({ until: TODAY })).toBe('已启用');
  expect(label({ holds: false, from: '2027-01-01' })).toBe('已启用，自 2027-01-01 起施行');
});

test('from when until when it holds is said in words', () => {
  expect(validityWord({ from: '2027-01-01', until: '2027-12-31' })).toBe('2027-01-01 至 2027-12-31 有效');
  expect(validityWord({ from: null, until: '2027-12-31' })).toBe('有效至 2027-12-31');
  expect(validityWord({ from: null, until: null })).toBe('');
});

test('the version that came with the system is not called the zeroth', () => {
  expect(versionWord(0)).toBe('随系统提供的版本');
  expect(versionWord(0, true)).toBe('还没有发布');
  expect(versionWord(2)).toBe('第 2 版');
});
