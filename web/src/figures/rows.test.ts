import { describe, expect, it } from 'vitest';
import type { FigureTable } from '@/api/types';
import { differenceOf, rowsOf } from './rows';

const counts = (units: number[], none: number) => ({
  units,
  none,
  total: units.reduce((sum, one) => sum + one, none),
});
const TABLE: FigureTable = {
  units: ['甲', '乙'],
  days: ['2026-06-30', '2026-07-31'],
  notes: [],
  figures: [
    {
      label: '残疾人',
      meaning: '',
      unit: '人',
      days: [
        { problem: null, count: counts([3, 4], 1), unknown: counts([0, 2], 0), doors: counts([2, 4], 1) },
        { problem: null, count: counts([5, 4], 0), unknown: null, doors: null },
      ],
    },
    {
      label: '新标签',
      meaning: '',
      unit: '人',
      days: [
        { problem: '没有名为“新标签”的标签', count: counts([], 0), unknown: null, doors: null },
        { problem: null, count: counts([1, 1], 1), unknown: null, doors: null },
      ],
    },
  ],
};

describe('rowsOf', () => {
  it('has a row for each unit, for what is in none and for the whole', () => {
    const rows = rowsOf(TABLE);
    expect(rows.map((row) => row.name)).toEqual(['甲', '乙', '未划入', '合计']);
    expect(rows[1]?.cells[0]?.[0]).toEqual({ count: 4, unknown: 2, doors: 4 });
    expect(rows[3]?.cells[0]?.map((cell) => cell.count)).toEqual([8, 9]);
  });

  it('shows nothing where a figure cannot be counted on a day', () => {
    const cells = rowsOf(TABLE)[0]?.cells[1] ?? [];
    expect(cells[0]?.count).toBeNull();
    expect(differenceOf(cells)).toBe('—');
  });
});

describe('differenceOf', () => {
  it('reads forward in time', () => {
    const difference = (at: number) => differenceOf(rowsOf(TABLE)[at]?.cells[0] ?? []);
    expect([0, 1, 2].map(difference)).toEqual(['+2', '0', '-1']);
  });
});
