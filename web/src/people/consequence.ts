import type { ConsequenceDue, ConsequenceLead } from '@/api/types';

const PARTS: Record<string, string> = { self: '本人', gone: '并入的档案', around: '同住、同户或受影响的人' };
export const partWord = (part: string): string => PARTS[part] ?? part;

const BECOMES: Record<string, string> = {
  appears: '产生线索',
  closes: '撤回线索',
  doubted: '线索标为“情况已变化”',
};
export const leadWord = (lead: Pick<ConsequenceLead, 'becomes'>): string =>
  BECOMES[lead.becomes] ?? lead.becomes;

/** An amount as people say it; nothing due is said as such. */
export const yuan = (amount: number | null | undefined): string => (amount == null ? '不发' : `${amount} 元`);

export function dueWord(due: Pick<ConsequenceDue, 'before' | 'after' | 'unclear'>): string {
  if (due.unclear) return '无法判断';
  if (due.before == null) return '新增待遇';
  return due.after == null ? '停止待遇' : '调整待遇';
}
