import type { GridColumn } from '@/api/types';

/** Widths in pixels for columns whose values have a known length, by the words in their titles. */
const KNOWN: [RegExp, number][] = [
  [/身份|证件号|身份证|社会保障号|信用代码/, 186],
  [/地址|住址|详址|住所/, 260],
  [/电话|手机|联系方式/, 136],
  [/账号|账户|卡号/, 196],
  [/日期|时间|年月|出生/, 124],
  [/姓名|户主/, 104],
  [/社区|街道|行政区划/, 156],
  [/备注|说明|原因|情况/, 180],
  [/序号|性别|年龄|民族|是否/, 76],
];

/** How wide a column is drawn, so that its title fits on two lines and usual values on one. */
export function columnWidth(column: Pick<GridColumn, 'label' | 'element_label'>): number {
  const words = `${column.element_label ?? ''} ${column.label}`;
  const known = KNOWN.find(([pattern]) => pattern.test(words))?.[1] ?? 120;
  const title = Math.ceil(column.label.length / 2) * 15 + 36;
  return Math.max(known, Math.min(title, 220));
}

/** The column by which people know a row: the name, or the first one. */
export function nameColumn(columns: Pick<GridColumn, 'label' | 'element_label'>[]): number {
  const exact = columns.findIndex((column) => column.element_label === '姓名');
  if (exact >= 0) return exact;
  return Math.max(
    0,
    columns.findIndex((column) => column.label.endsWith('姓名')),
  );
}
