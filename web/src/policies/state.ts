import type { PolicyRow } from '@/api/types';
import type { StateWord } from '@/kit/words';

/** What a policy does now: find people, wait to be switched on, or lack data. */
export function policyState(row: Pick<PolicyRow, 'in_use' | 'ready'>): StateWord {
  if (!row.ready) return { label: '数据不足，不能自动找人', tone: 'calm' };
  return row.in_use ? { label: '已启用', tone: 'good' } : { label: '未启用', tone: 'info' };
}

/** A version of a policy; the first one came with the system and was edited by nobody here. */
export const versionWord = (version: number): string =>
  version === 0 ? '随系统提供的版本' : `第 ${version} 版`;
