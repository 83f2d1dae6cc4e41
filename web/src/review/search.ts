import type { LastSearch, MergeGate } from '@/api/types';
import { count, minute } from '@/kit/format';

/** When people who stand in the registry twice were last looked for, by whom, and what came of it. */
export function lastSearchText(last: LastSearch | null | undefined): string {
  if (!last) return '还没有查找过。';
  const { people, merged, asked } = last.found;
  const found = `比对 ${count(people)} 人，自动合并 ${count(merged)} 对，待核对 ${count(asked)} 对`;
  return `上次查找：${minute(last.at)}，${last.by}，${found}。`;
}

/** Whether the system looks by itself, and what keeps it from doing so. */
export function nightlyText(gate: Pick<MergeGate, 'nightly' | 'open' | 'night'>): string {
  if (!gate.nightly) return '已关闭，只在点“查找重复”时查找。';
  if (!gate.open) return '自动合并暂停期间不查找，重新放行后恢复。';
  const [from, until] = gate.night;
  return `人员有变化时，每晚 ${from} 点至 ${until} 点之间查找一次。`;
}
