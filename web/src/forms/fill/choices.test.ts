import { describe, expect, it } from 'vitest';
import { matching } from './choices';

const options = [
  { code: '1', label: '完全自理' },
  { code: '2', label: '部分自理' },
  { code: '3', label: '完全不能自理' },
];

describe('matching', () => {
  it('shows everything before anything is typed', () => {
    expect(matching(options, ' ')).toHaveLength(3);
  });
  it('puts what begins with the text before what holds it, and knows the code', () => {
    expect(matching(options, '部').map((option) => option.code)).toEqual(['2']);
    expect(matching(options, '自理').map((option) => option.code)).toEqual(['1', '2', '3']);
    expect(matching(options, '3').map((option) => option.code)).toEqual(['3']);
    expect(matching(options, '没有')).toEqual([]);
  });
});
