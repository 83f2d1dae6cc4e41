import { describe, expect, it } from 'vitest';
import type { Totals } from '@/api/types';
import { mismatches } from './totals';

function totals(rows: number, sum: number): Totals {
  return {
    communities: 1,
    accepted: 0,
    submitted: 1,
    rows,
    cells: rows * 2,
    prefilled: rows,
    corrected: 0,
    typed: 0,
    empty: rows,
    sums: [{ column: 3, label: '金额', sum }],
  };
}

describe('mismatches', () => {
  it('is silent when the streets add up to the whole', () => {
    const whole = { ...totals(5, 0.3), communities: 2, submitted: 2 };
    const streets = [
      { code: '1', name: '甲', totals: totals(2, 0.1) },
      { code: '2', name: '乙', totals: totals(3, 0.2) },
    ];
    expect(mismatches(whole, streets)).toEqual([]);
  });
  it('names every figure that does not', () => {
    const streets = [{ code: '1', name: '甲', totals: totals(4, 10) }];
    expect(mismatches({ ...totals(5, 11), cells: 8, prefilled: 4, empty: 4 }, streets)).toEqual([
      '行数',
      '金额',
    ]);
  });
});
