import type { PolicyRow } from '@/api/types';
import { isoDay } from '@/kit/format';
import type { StateWord } from '@/kit/words';

type Standing = Pick<PolicyRow, 'in_use' | 'ready' | 'published' | 'holds' | 'from' | 'until'>;

/** Whether the last day of a policy is over. */
export const hasEnded = (row: Pick<PolicyRow, 'until'>, today = isoDay(new Date())): boolean =>
  !!row.until && row.until < today;

/** What a policy does now: find people, wait to be published, switched on or begun, or lack data. */
export function policyState(row: Standing, today = isoDay(new Date())): StateWord {
  if (!row.published) return { label: '草稿，还不生效', tone: 'warn' };
  if (hasEnded(row, today)) return { label: `已于 ${row.until} 到期`, tone: 'calm' };
  if (!row.ready) return { label: '数据不足，不能自动找人', tone: 'calm' };
  if (!row.holds && row.in_use) return { label: `已启用，自 ${row.from} 起施行`, tone: 'info' };
  return row.in_use ? { label: '已启用', tone: 'good' } : { label: '未启用', tone: 'info' };
}

/** From when until when a policy holds; nothing when no document says. */
export function validityWord({ from, until }: Pick<PolicyRow, 'from' | 'until'>): string {
  if (from && until) return `${from} 至 ${until} 有效`;
  if (from) return `自 ${from} 起有效`;
  return until ? `有效至 ${until}` : '';
}

/** The version in force; the first one of a shipped policy came with the system and was edited by nobody here. */
export function versionWord(version: number, own = false): string {
  if (version) return `第 ${version} 版`;
  return own ? '还没有发布' : '随系统提供的版本';
}
