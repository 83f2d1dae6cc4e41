import { describe, expect, it } from 'vitest';
import { headerBlocks } from './header';

describe('headerBlocks', () => {
  it('joins neighbours with the same upper title and lets short columns reach the bottom', () => {
    expect(headerBlocks([['姓名'], ['联系方式', '手机'], ['联系方式', '座机'], ['备注']])).toEqual([
      { label: '姓名', row: 0, rowSpan: 2, column: 0, columnSpan: 1, leaf: 0 },
      { label: '联系方式', row: 0, rowSpan: 1, column: 1, columnSpan: 2, leaf: null },
      { label: '备注', row: 0, rowSpan: 2, column: 3, columnSpan: 1, leaf: 3 },
      { label: '手机', row: 1, rowSpan: 1, column: 1, columnSpan: 1, leaf: 1 },
      { label: '座机', row: 1, rowSpan: 1, column: 2, columnSpan: 1, leaf: 2 },
    ]);
  });
  it('does not join equal titles under different parents', () => {
    const blocks = headerBlocks([
      ['甲', '地址', '省'],
      ['乙', '地址', '省'],
    ]);
    expect(blocks.filter((block) => block.label === '地址')).toHaveLength(2);
  });
  it('covers every place exactly once', () => {
    const paths = [['a'], ['b', 'c', 'd'], ['b', 'c', 'e'], ['b', 'f'], ['g', 'h']];
    const seen = new Map<string, number>();
    for (const block of headerBlocks(paths)) {
      for (let row = block.row; row < block.row + block.rowSpan; row += 1) {
        for (let column = block.column; column < block.column + block.columnSpan; column += 1) {
          seen.set(`${row}:${column}`, (seen.get(`${row}:${column}`) ?? 0) + 1);
        }
      }
    }
    expect(seen.size).toBe(3 * paths.length);
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
  });
  it('gives a column without a title a place too', () => {
    expect(headerBlocks([[]])).toEqual([
      { label: '', row: 0, rowSpan: 1, column: 0, columnSpan: 1, leaf: 0 },
    ]);
  });
});
