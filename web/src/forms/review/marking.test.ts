import { expect, test } from 'vitest';
import type { GridColumn, GridRow } from '@/api/types';
import { useMarking } from './marking';

const row = (id: number) => ({ id }) as GridRow;
const column = (index: number, label: string) => ({ index, label }) as GridColumn;

test('a cell is marked once, with the last remark, and can be taken out again', () => {
  const marking = useMarking();
  marking.set(row(7), column(2, '电话'), '张大山', '打不通');
  marking.set(row(7), column(2, '电话'), '张大山', '少一位');
  marking.set(row(8), column(2, '电话'), '李小山', '打不通');
  expect(marking.size.value).toBe(2);
  expect(marking.remarkOf(7, 2)).toBe('少一位');
  marking.drop(8, 2);
  expect(marking.cells()).toEqual([{ row: 7, index: 2, remark: '少一位' }]);
  marking.clear();
  expect(marking.size.value).toBe(0);
});
