import { describe, expect, it } from 'vitest';
import { asking, withWord } from './ruleWords';

describe('a word put into a rule', () => {
  it('stands apart from what is around it', () => {
    expect(withWord('健在 且', 4, '年龄 >= ')).toEqual({ text: '健在 且 年龄 >= ', at: 11 });
    expect(withWord('', 0, '健在')).toEqual({ text: '健在', at: 2 });
    expect(withWord('非 ()', 3, '标签(低保对象)').text).toBe('非 (标签(低保对象))');
    expect(withWord('且 健在', 0, '户籍地 在 本区').text).toBe('户籍地 在 本区 且 健在');
  });

  it('asks for an element by its kind', () => {
    const field = { label: '残疾等级', kind: 'code', unit: null, options: ['一级', '二级'] };
    expect(asking(field)).toBe('残疾等级 = 一级');
    expect(asking({ ...field, label: '年龄', kind: 'number', options: [] })).toBe('年龄 >= ');
    expect(asking({ ...field, label: '户籍地', kind: 'area', options: [] })).toBe('户籍地 在 本区');
    expect(asking({ ...field, label: '是否独生子女', kind: 'yes-no', options: [] })).toBe('是否独生子女');
  });
});
