import type { HelperAsk, HelperQuery } from '@/api/types';

/** What somebody writes to be shown names. */
export interface AskDraft {
  activity: string;
  purpose: string;
  until: string;
}

export const emptyAsk = (): AskDraft => ({ activity: '', purpose: '', until: '' });

/** What is still missing, as a sentence; empty when the request can go. */
export function missingIn(draft: AskDraft): string {
  if (!draft.activity.trim()) return '请写明是什么活动。';
  if (draft.purpose.trim().length < 4) return '用途至少写 4 个字，说明名单怎么用。';
  if (!draft.until) return '请选择名单看到哪一天为止。';
  return '';
}

export function askOf(query: HelperQuery, draft: AskDraft): HelperAsk {
  return { query, activity: draft.activity.trim(), purpose: draft.purpose.trim(), until: draft.until };
}
