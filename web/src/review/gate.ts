import type { MergeGate, UncheckedMerges } from '@/api/types';
import { amount, count } from '@/kit/format';

/** A share with two decimals: rounded to whole percents it might say 99% of what is under 99%. */
export const exact = (share: number): string => `${amount(share * 100)}%`;
/** Cut off and not rounded, for the same reason. */
const atMost = (share: number): string => exact(Math.floor(share * 10_000) / 10_000);

/** How the sample was answered, and in one sentence what decides whether the machine may merge. */
export function findingText(
  gate: Pick<MergeGate, 'open' | 'precision' | 'reviewed' | 'at_most' | 'right' | 'wrong' | 'needed'>,
): string {
  const { reviewed, at_most, needed } = gate;
  const answered = gate.right + gate.wrong;
  const least = exact(gate.precision);
  if (reviewed == null || at_most == null) {
    return `已抽样核对 ${answered} 对，满 ${needed} 对后开始判断：即使考虑抽样误差，准确率也低于 ${least} 时，暂停自动合并。`;
  }
  const found = `抽样核对 ${answered} 对，合并正确 ${gate.right} 对（${exact(reviewed)}）`;
  if (!gate.open) {
    return `${found}，即使考虑抽样误差，实际准确率也不超过 ${atMost(at_most)}，低于设定的 ${least}。`;
  }
  return `${found}，考虑抽样误差，实际准确率最高可能为 ${atMost(at_most)}；这个数低于 ${least} 时，暂停自动合并。`;
}

/** How many merges of the machine are in force that nobody has checked. */
export function uncheckedText({ since, earlier }: UncheckedMerges): string {
  if (since > 0) return `暂停前系统自动合并、没有人核对过的还有 ${count(since)} 对，仍在生效。`;
  if (earlier > 0) return '上次放行以后系统自动合并的，都已有人核对或已经撤回。';
  return '系统自动合并的都已有人核对或已经撤回，没有需要撤回的。';
}

/** What taking them back does, for whoever is about to. */
export function takeBackText(merges: number): string {
  return (
    `这 ${count(merges)} 对档案会恢复成合并前的两条，编号不变。每一对都会列入待核对，由认识此人的社区判断；` +
    '判断之前，系统不会再自动合并。人工合并的、有人核对为“同一人”的不受影响。' +
    '撤回后不能一次恢复，是同一人的要逐对核对。'
  );
}
