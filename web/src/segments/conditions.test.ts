import { describe, expect, it } from 'vitest';
import { blocksOf, fresh, textOf, type Block } from './conditions';

const ALONE = '独居(户内唯一居住人)';

describe('textOf', () => {
  it('writes blocks that must all hold, with alternatives in parentheses', () => {
    const blocks: Block[] = [
      [{ kind: 'age', not: false, min: 70, max: null }],
      [
        { kind: 'tag', not: false, name: ALONE },
        { kind: 'tag', not: false, name: '低保对象' },
      ],
      [{ kind: 'tag', not: true, name: '残疾人' }],
    ];
    expect(textOf(blocks)).toBe(`年龄 >= 70 且 (标签(${ALONE}) 或 标签(低保对象)) 且 非 (标签(残疾人))`);
  });
  it('leaves out what is not chosen yet', () => {
    expect(textOf([[fresh('tag')], [fresh('alive')], [fresh('age')], []])).toBe('健在');
  });
});

describe('blocksOf', () => {
  it('reads back what textOf writes', () => {
    const blocks: Block[] = [
      [{ kind: 'age', not: false, min: 60, max: 69 }],
      [
        { kind: 'sex', not: false, label: '女' },
        { kind: 'alone', not: true },
      ],
      [{ kind: 'place', not: true, of: '户籍地', code: '370203' }],
      [{ kind: 'tag', not: false, name: ALONE }],
      [{ kind: 'age', not: false, min: null, max: 14 }],
      [{ kind: 'alive', not: false }],
    ];
    expect(blocksOf(textOf(blocks))).toEqual(blocks);
    expect(blocksOf('')).toEqual([]);
  });
  it('says so when a rule says more than can be picked', () => {
    expect(blocksOf('人数(同住人 满足 年龄 < 18) >= 2')).toBeNull();
    expect(blocksOf('健在 且 (年龄 >= 60 且 性别 = 女 或 健在)')).toBeNull();
    expect(blocksOf('(标签(甲)) 且 (健在')).toBeNull();
  });
});
