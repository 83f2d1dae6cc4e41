import { expect, it } from 'vitest';
import { listOf } from './list';

it('splits a typed list and drops blanks and repetitions', () => {
  expect(listOf('手机号码、 联系电话，手机号码,')).toEqual(['手机号码', '联系电话']);
  expect(listOf('  ')).toEqual([]);
});
