import { describe, expect, it } from 'vitest';
import { parseBlock } from './paste';
import { blockOf, blockText, isInside, isOneCell, placesOf } from './select';

describe('a block of cells', () => {
  it('is the same whichever corner it was drawn from', () => {
    const block = { top: 1, left: 2, bottom: 3, right: 4 };
    expect(blockOf({ row: 3, column: 2 }, { row: 1, column: 4 })).toEqual(block);
    expect(isInside(block, 2, 3)).toBe(true);
    expect(isInside(block, 2, 5)).toBe(false);
    expect(isOneCell(block)).toBe(false);
  });
  it('names its places row by row', () => {
    expect([...placesOf({ top: 0, left: 1, bottom: 1, right: 2 })]).toEqual([
      { row: 0, column: 1 },
      { row: 0, column: 2 },
      { row: 1, column: 1 },
      { row: 1, column: 2 },
    ]);
  });
  it('is copied so that pasting gives the same cells', () => {
    const cells = [
      ['张三', '说"好"', ''],
      ['a\tb', '5 寸', 'c'],
    ];
    expect(parseBlock(blockText(cells))).toEqual(cells);
  });
});
