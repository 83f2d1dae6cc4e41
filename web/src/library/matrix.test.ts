import { describe, expect, it } from 'vitest';
import type { LibraryAnalysis } from '@/api/types';
import { matrixOf } from './matrix';

const analysis = {
  forms: [{ title: '甲表' }, { title: '乙表' }, { title: '丙表' }],
  overlap: [
    { left: 0, right: 2, shared: 7, of_left: 0.7, of_right: 0.5 },
    { left: 1, right: 2, shared: 3, of_left: 0.3, of_right: 0.2 },
  ],
  departments: [
    { left: '', right: '', shared: 9 },
    { left: '', right: '民政局', shared: 4 },
  ],
} as unknown as LibraryAnalysis;

describe('the overlap matrix', () => {
  it('is the same on both sides of the diagonal', () => {
    const matrix = matrixOf(analysis, 'forms');
    expect(matrix.names).toEqual(['甲表', '丙表', '乙表']);
    expect(matrix.cells).toEqual([
      [0, 7, 0],
      [7, 0, 3],
      [0, 3, 0],
    ]);
    expect(matrix.most).toBe(7);
  });
  it('leaves out what a department asks by itself', () => {
    expect(matrixOf(analysis, 'departments')).toEqual({
      names: ['（未写部门）', '民政局'],
      cells: [
        [0, 4],
        [4, 0],
      ],
      most: 4,
      left: 0,
    });
  });
});
