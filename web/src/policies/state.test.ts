import { expect, test } from 'vitest';
import { policyState } from './state';

test('a policy whose data are lacking is never called ready to use', () => {
  expect(policyState({ in_use: true, ready: false }).label).toContain('数据不足');
  expect(policyState({ in_use: true, ready: true }).label).toBe('已启用');
  expect(policyState({ in_use: false, ready: true }).label).toBe('未启用');
});
