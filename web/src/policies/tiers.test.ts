import { describe, expect, it } from 'vitest';
import type { ParameterValue, PolicyParameter } from '@/api/types';
import { laterWord, nowWord, sourceWord, tierLines } from './tiers';

const now: ParameterValue = { from: '2020-01-01', value: '200', source: '甲文件', note: '须复核' };
const next: ParameterValue = { from: '2027-01-01', value: '250', source: '乙文件', note: null };
const standard: PolicyParameter = { name: '标准', unit: '元', now, later: [next] };
const age: PolicyParameter = { name: '起始年龄', unit: '岁', now: null, later: [] };

describe('tiers', () => {
  it('names the component and the tier once, with a line for each parameter', () => {
    const lines = tierLines({
      name: '津贴',
      period: '每月',
      rows: [
        { when: '年龄 >= 参数(起始年龄)', amount: '参数(标准)', parameters: [age, standard] },
        { when: '是', amount: '10', parameters: [] },
      ],
    });
    expect(lines.map((line) => [line.component, line.when, line.pays, line.parameter?.name])).toEqual([
      ['津贴', '年龄 >= 参数(起始年龄)', '每月 参数(标准)', '起始年龄'],
      ['', '', '', '标准'],
      ['', '是', '每月 10', undefined],
    ]);
  });

  it('says what holds today, by which document, and what will hold', () => {
    expect(nowWord(standard)).toBe('标准：200元');
    expect(nowWord(age)).toBe('起始年龄：今天还没有生效的值');
    expect(sourceWord(now)).toBe('甲文件；须复核');
    expect(laterWord(next, standard.unit)).toBe('自 2027-01-01 起 250元（依据：乙文件）');
  });
});
