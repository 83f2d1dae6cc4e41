/** Words of the types of fields. */
export const FIELD_WORDS: Record<string, string> = {
  text: '文字',
  number: '数字',
  date: '日期',
  code: '选项',
  area: '区划',
  point: '位置（经度,纬度）',
};
export const GRADE_WORDS: Record<string, string> = {
  L1: 'L1 可公开',
  L2: 'L2 内部使用',
  L3: 'L3 敏感（部门只看自己的）',
  L4: 'L4 高度敏感',
};
/** What is typed into a field of a type. */
export const PLACEHOLDERS: Record<string, string> = {
  number: '例如 12.5',
  date: '例如 2026-05-01',
  area: '社区名称或 12 位代码',
  point: '例如 120.382,36.067',
};
