// @vitest-environment node
import { expect, test } from 'vitest';
import { barShare, signed } from './answers';

test('weights are read with their sign', () => {
  expect(signed(9.84)).toBe('+9.8');
  expect(signed(-7.64)).toBe('−7.6');
  expect(signed(0)).toBe('0');
  expect(signed(-0.04)).toBe('0');
});

test('bars grow with the weight and never leave their box', () => {
  expect(barShare(10)).toBe(0.5);
  expect(barShare(-10)).toBe(0.5);
  expect(barShare(40)).toBe(1);
});
