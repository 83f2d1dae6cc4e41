/**
 * Conditions as people pick them, and the rule they stand for: blocks that must all hold, each of
 * conditions of which one is enough, each of which may be turned round.
 */
export type Picked =
  | { kind: 'tag'; not: boolean; name: string }
  | { kind: 'age'; not: boolean; min: number | null; max: number | null }
  | { kind: 'sex'; not: boolean; label: string }
  | { kind: 'place'; not: boolean; of: '居住地' | '户籍地'; code: string }
  | { kind: 'alive'; not: boolean }
  | { kind: 'alone'; not: boolean };
export type PickedKind = Picked['kind'];
/** Conditions of which one is enough. */
export type Block = Picked[];

export const KIND_WORDS: Record<PickedKind, string> = {
  tag: '标签',
  age: '年龄',
  sex: '性别',
  place: '地区',
  alive: '健在',
  alone: '没有同住人',
};

export function fresh(kind: PickedKind): Picked {
  switch (kind) {
    case 'tag':
      return { kind, not: false, name: '' };
    case 'age':
      return { kind, not: false, min: null, max: null };
    case 'sex':
      return { kind, not: false, label: '女' };
    case 'place':
      return { kind, not: false, of: '居住地', code: '' };
    default:
      return { kind, not: false };
  }
}

/** Whether something is still to be chosen. */
export function isOpen(one: Picked): boolean {
  if (one.kind === 'tag') return !one.name;
  if (one.kind === 'age') return one.min === null && one.max === null;
  return one.kind === 'place' && !one.code;
}

function positive(one: Picked): string {
  switch (one.kind) {
    case 'tag':
      return `标签(${one.name})`;
    case 'age':
      if (one.min !== null && one.max !== null) return `年龄 介于 ${one.min} 至 ${one.max}`;
      return one.min !== null ? `年龄 >= ${one.min}` : `年龄 <= ${one.max ?? 0}`;
    case 'sex':
      return `性别 = ${one.label}`;
    case 'place':
      return `${one.of} 在 区划(${one.code})`;
    case 'alive':
      return '健在';
    case 'alone':
      return '没有 同住人';
  }
}

/** The rule of blocks; what is still open is left out. */
export function textOf(blocks: Block[]): string {
  return blocks
    .map((block) => block.filter((one) => !isOpen(one)))
    .filter((block) => block.length > 0)
    .map((block) => {
      const parts = block.map((one) => (one.not ? `非 (${positive(one)})` : positive(one)));
      return parts.length > 1 ? `(${parts.join(' 或 ')})` : parts.join('');
    })
    .join(' 且 ');
}

/** Cuts a text at a word that stands outside all parentheses. */
function split(text: string, word: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    else if (depth === 0 && text.startsWith(word, at)) {
      parts.push(text.slice(from, at));
      from = at + word.length;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim());
}

/** The text inside parentheses that enclose all of it. */
function unwrap(text: string): string | null {
  if (!text.startsWith('(') || !text.endsWith(')')) return null;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth === 0 && at < text.length - 1) return null;
  }
  return text.slice(1, -1).trim();
}

function read(text: string, not = false): Picked | null {
  if (text.startsWith('非 ') && !not) {
    const inner = text.slice(2).trim();
    return read(unwrap(inner) ?? inner, true);
  }
  if (text === '健在') return { kind: 'alive', not };
  if (text === '没有 同住人') return { kind: 'alone', not };
  const tag = /^标签\((.+)\)$/.exec(text);
  if (tag && unwrap(text.slice(2)) !== null) return { kind: 'tag', not, name: tag[1] ?? '' };
  const between = /^年龄 介于 (\d+) 至 (\d+)$/.exec(text);
  if (between) return { kind: 'age', not, min: Number(between[1]), max: Number(between[2]) };
  const from = /^年龄 >= (\d+)$/.exec(text);
  if (from) return { kind: 'age', not, min: Number(from[1]), max: null };
  const to = /^年龄 <= (\d+)$/.exec(text);
  if (to) return { kind: 'age', not, min: null, max: Number(to[1]) };
  const sex = /^性别 = (男|女)$/.exec(text);
  if (sex) return { kind: 'sex', not, label: sex[1] ?? '' };
  const place = /^(居住地|户籍地) 在 区划\((\d+)\)$/.exec(text);
  if (place) return { kind: 'place', not, of: place[1] as '居住地' | '户籍地', code: place[2] ?? '' };
  return null;
}

/** The blocks of a rule; null when it says more than can be picked. */
export function blocksOf(text: string): Block[] | null {
  if (!text.trim()) return [];
  const blocks: Block[] = [];
  for (const part of split(text.trim(), ' 且 ')) {
    const block = split(unwrap(part) ?? part, ' 或 ').map((one) => read(one));
    if (block.some((one) => one === null)) return null;
    blocks.push(block as Block);
  }
  return blocks;
}
