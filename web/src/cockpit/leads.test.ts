import { expect, it } from 'vitest';
import { countsOf } from './leads';

it('gives the numbers of a kind as the phases follow each other', () => {
  const one = (kind: string, phase: string, value: number) => ({ kind, phase, value, link: '' });
  const counts = [
    one('stop', 'untouched', 9),
    one('start', 'done-this-month', 3),
    one('start', 'untouched', 1),
    one('start', 'in-hand', 2),
  ];
  expect(countsOf(counts, 'start').map((each) => each.value)).toEqual([1, 2, 3]);
});
