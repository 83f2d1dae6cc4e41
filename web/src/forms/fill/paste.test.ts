import { describe, expect, it } from 'vitest';
import { leftOver, parseBlock, planPaste } from './paste';

describe('parseBlock', () => {
  it('reads what a spreadsheet copies, without the line end after the last row', () => {
    expect(parseBlock('张三\t男\r\n李四\t女\r\n')).toEqual([
      ['张三', '男'],
      ['李四', '女'],
    ]);
  });
  it('keeps empty cells and empty rows in their places', () => {
    expect(parseBlock('a\t\tc\n\nd')).toEqual([['a', '', 'c'], [''], ['d']]);
  });
  it('reads quoted cells with tabs, line ends and quotes inside as one cell on one line', () => {
    expect(parseBlock('"第一行\n第二行"\t"说""好"""\n"a\tb"')).toEqual([
      ['第一行 第二行', '说"好"'],
      ['a\tb'],
    ]);
  });
  it('takes a lone quote as an ordinary sign', () => {
    expect(parseBlock('"5 寸\t屏')).toEqual([['"5 寸', '屏']]);
  });
  it('has nothing to say about an empty clipboard', () => {
    expect(parseBlock('')).toEqual([]);
  });
});

describe('planPaste', () => {
  const columns = [
    { index: 0, readonly: true },
    { index: 1, readonly: false },
    { index: 4, readonly: false },
  ];
  it('lays the block from the marked cell on and writes by the index of the column', () => {
    const plan = planPaste(
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      3,
      1,
      columns,
      10,
    );
    expect(plan.rows).toEqual([
      {
        at: 3,
        cells: [
          { index: 1, text: 'a' },
          { index: 4, text: 'b' },
        ],
      },
      {
        at: 4,
        cells: [
          { index: 1, text: 'c' },
          { index: 4, text: 'd' },
        ],
      },
    ]);
    expect(leftOver(plan)).toBeNull();
  });
  it('says what did not fit: computed columns, rows and columns beyond the form', () => {
    const plan = planPaste([['1', 'a', 'b', 'x'], ['2', 'c', 'd', 'y'], ['3']], 8, 0, columns, 10);
    expect(plan.rows.map((row) => row.at)).toEqual([8, 9]);
    expect(plan).toMatchObject({ readonly: 2, rowsOver: 1, columnsOver: 1 });
    expect(leftOver(plan)).toBe(
      '没有粘贴：末尾 1 行超出本表（要加人请用“添加一行”）；右侧 1 列超出本表；2 格由系统计算，不能改。',
    );
  });
});
