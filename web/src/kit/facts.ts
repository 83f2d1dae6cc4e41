import type { Fact } from '@/api/types';

const ORDER = ['身份', '联系', '居住', '待遇', '其他'];

/** Facts by their group, groups in the order in which people read a file. */
export function groupedFacts(facts: Fact[]): { group: string; facts: Fact[] }[] {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const group = fact.group || '其他';
    groups.set(group, [...(groups.get(group) ?? []), fact]);
  }
  const rank = (group: string): number => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
  return [...groups.entries()]
    .map(([group, members]) => ({ group, facts: members }))
    .sort((one, other) => rank(one.group) - rank(other.group));
}
