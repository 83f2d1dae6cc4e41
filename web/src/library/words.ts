import type { FormProposal, LibraryForm } from '@/api/types';
import type { StateWord } from '@/kit/words';

/** How often a form comes, in the words of the directory. */
export const RHYTHMS: { code: string; label: string }[] = [
  { code: 'once', label: '一次性' },
  { code: 'yearly', label: '年报' },
  { code: 'half-yearly', label: '半年报' },
  { code: 'quarterly', label: '季报' },
  { code: 'monthly', label: '月报' },
  { code: 'weekly', label: '周报' },
  { code: 'daily', label: '日报' },
];
export const rhythmWord = (code: string): string =>
  RHYTHMS.find((rhythm) => rhythm.code === code)?.label ?? code;

const STATES: Record<string, StateWord> = {
  registered: { label: '已登记', tone: 'good' },
  expiring: { label: '即将到期', tone: 'warn' },
  expired: { label: '已到期', tone: 'bad' },
  unregistered: { label: '未登记', tone: 'calm' },
};
export const registrationState = (form: LibraryForm): StateWord =>
  STATES[form.state] ?? { label: form.state, tone: 'calm' };

const TONES: Record<string, StateWord['tone']> = { keep: 'calm', stop: 'good', merge: 'info' };
export const proposalState = (proposal: FormProposal): StateWord => ({
  label: proposal.label,
  tone: TONES[proposal.proposal] ?? 'calm',
});

/** Minutes as people say them: under two hours in minutes, then in hours. */
export function minutesWord(minutes: number): string {
  if (minutes < 120) return `${minutes} 分钟`;
  return `${new Intl.NumberFormat('zh-CN').format(Math.round(minutes / 60))} 小时`;
}
