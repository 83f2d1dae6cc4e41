import { describe, expect, it } from 'vitest';
import { difference } from './difference';

const marked = (parts: { text: string; differs: boolean }[]): string =>
  parts.map((part) => (part.differs ? `[${part.text}]` : part.text)).join('');
function both(left: string, right: string): [string, string] {
  const found = difference(left, right);
  return [marked(found.left), marked(found.right)];
}

describe('difference', () => {
  it('marks the characters that only one side has', () => {
    expect(both('李秀英', '李秀瑛')).toEqual(['李秀[英]', '李秀[瑛]']);
    expect(both('1946-05-15', '1946-05-16')).toEqual(['1946-05-1[5]', '1946-05-1[6]']);
    expect(both('示范花园3-2-301', '示范花园3-301')).toEqual(['示范花园3-[2-]301', '示范花园3-301']);
  });
  it('marks a whole value against nothing, and nothing where both are equal', () => {
    expect(both('', '男')).toEqual(['', '[男]']);
    expect(both('男', '男')).toEqual(['男', '男']);
    expect(both('', '')).toEqual(['', '']);
  });
  it('keeps every character, those outside the basic plane too', () => {
    const found = difference('𠮷野家', '吉野家');
    expect(found.left.map((part) => part.text).join('')).toBe('𠮷野家');
    expect(marked(found.left)).toBe('[𠮷]野家');
  });
  it('takes long texts as wholes', () => {
    const long = '长'.repeat(400);
    expect(both(long, '短')).toEqual([`[${long}]`, '[短]']);
  });
});
