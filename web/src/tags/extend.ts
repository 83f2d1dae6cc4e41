import { isoDay } from '@/kit/format';

/** The last day of a tag that ended on another one, a year on; none when it had no end. */
export function yearOn(until: string | null | undefined): string {
  const [year, month, day] = (until ?? '').split('-').map(Number);
  if (!year || !month || !day) return '';
  const there = new Date(year + 1, month - 1, day);
  // 29 February has no day a year on: the last of the month stands for it.
  if (there.getDate() !== day) there.setDate(0);
  return isoDay(there);
}
