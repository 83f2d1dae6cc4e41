import type { CheckDraft } from '@/api/types';

export type CheckKind =
  | 'compare'
  | 'limit'
  | 'required-when'
  | 'unique'
  | 'parts'
  | 'total'
  | 'former'
  | 'former-within'
  | 'other-form';

/** Kinds of checks in words, and which parts of the sentence are to be chosen. */
export const CHECK_KINDS: Record<CheckKind, { label: string; parts: string[]; hint: string }> = {
  compare: {
    label: '两列比较',
    parts: ['column', 'op', 'other'],
    hint: '例如：“停发日期”应不小于“起发日期”。',
  },
  limit: { label: '与一个值比较', parts: ['column', 'op', 'value'], hint: '例如：“金额”应不大于 5000。' },
  'required-when': {
    label: '满足条件时必填',
    parts: ['when', 'op', 'value'],
    hint: '例如：“是否发放”等于否时，“原因”必须填写。',
  },
  unique: { label: '不能重复', parts: ['columns'], hint: '选中的列合在一起，全表不能有两行相同。' },
  parts: {
    label: '分项之和等于合计',
    parts: ['column', 'columns'],
    hint: '例如：“合计”应等于“男”“女”之和。',
  },
  total: { label: '全表合计', parts: ['column', 'op', 'value'], hint: '把全表这一列加起来，与一个数比较。' },
  former: { label: '与上期比较', parts: ['column', 'op'], hint: '与同一个人上期审核通过的值比较。' },
  'former-within': {
    label: '与上期相差不大',
    parts: ['column', 'percent'],
    hint: '同一个人的数字与上期相差不超过百分之几。',
  },
  'other-form': {
    label: '与另一张表一致',
    parts: ['column', 'op', 'their'],
    hint: '与同一个人在本部门另一张表里最近一次审核通过的值比较。',
  },
};
export const OPS: Record<string, string> = {
  'not-less': '不小于',
  'not-more': '不大于',
  equal: '等于',
  differs: '不等于',
  more: '大于',
  less: '小于',
};

/** What is chosen so far. */
export interface Picked {
  kind: CheckKind;
  weight: 'stop' | 'remind';
  column: number | null;
  op: string;
  other: number | null;
  columns: number[];
  value: string;
  percent: number;
  template: number | null;
  their_column: number | null;
}

/** The check as the service takes it; null while something is still to be chosen. */
export function draftOf(picked: Picked): CheckDraft | null {
  const { kind, weight, column, op, other, columns, value, percent, template, their_column } = picked;
  const base = { kind, weight };
  if (kind === 'unique') return columns.length ? { ...base, columns } : null;
  if (column === null) return null;
  switch (kind) {
    case 'compare':
      return other === null ? null : { ...base, column, op, other };
    case 'limit':
    case 'total':
      return value.trim() ? { ...base, column, op, value: value.trim() } : null;
    case 'required-when':
      return other === null || !value.trim()
        ? null
        : { ...base, column, when: other, op, value: value.trim() };
    case 'parts':
      return columns.length > 1 ? { ...base, parts: columns, total: column } : null;
    case 'former':
      return { ...base, column, op };
    case 'former-within':
      return { ...base, column, percent };
    case 'other-form':
      return template === null || their_column === null
        ? null
        : { ...base, column, op, template, their_column };
  }
}
