import type { SourceDue } from '@/api/types';
import type { StateWord } from '@/kit/words';

/** How a source stands with its deliveries, in words. */
export function dueWord(line: Pick<SourceDue, 'agreed' | 'last_as_of' | 'overdue'>): StateWord {
  if (!line.agreed) return { label: '没有约定', tone: 'calm' };
  if (!line.last_as_of) return { label: '还没有交过', tone: 'warn' };
  if (line.overdue > 0) return { label: `逾期 ${line.overdue} 天`, tone: 'bad' };
  return { label: '按时', tone: 'good' };
}
