import { describe, expect, it } from 'vitest';
import type { Fact } from '@/api/types';
import { groupedFacts } from './facts';

function fact(element: string, group: string): Fact {
  return {
    element,
    label: element,
    group,
    value: '',
    masked: false,
    grade: 'L2',
    source: '',
    as_of: '',
    why: '',
    rivals: [],
    by_person: false,
    record: 1,
    locked: false,
    contestable: false,
  };
}

describe('groupedFacts', () => {
  it('orders groups as people read a file, unknown ones last', () => {
    const groups = groupedFacts([
      fact('a', '其他'),
      fact('b', '新组'),
      fact('c', '身份'),
      fact('d', '其他'),
      fact('e', ''),
    ]);
    expect(groups.map((each) => [each.group, each.facts.map((one) => one.element).join()])).toEqual([
      ['身份', 'c'],
      ['其他', 'a,d,e'],
      ['新组', 'b'],
    ]);
  });
});
