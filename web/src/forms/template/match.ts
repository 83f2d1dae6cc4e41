import type { TemplateColumn } from '@/api/types';
import type { StateWord } from '@/kit/words';

/** How many columns nobody has confirmed yet although the match is not certain. */
export function unconfirmed(columns: TemplateColumn[]): number {
  return columns.filter((column) => !column.confirmed && column.tier.toLowerCase() === 'ask').length;
}

export function matchState(columns: TemplateColumn[]): StateWord {
  if (columns.length > 0 && columns.every((column) => column.confirmed))
    return { label: '已确认', tone: 'good' };
  const open = unconfirmed(columns);
  return open ? { label: `${open} 列待确认`, tone: 'warn' } : { label: '待确认', tone: 'info' };
}

/** How sure the machine was about a column, in the words of the screen. */
export function tierState(column: TemplateColumn): StateWord {
  if (column.confirmed) return { label: '已确认', tone: 'good' };
  const tier = column.tier.toLowerCase();
  if (tier === 'auto') return { label: '自动对应', tone: 'good' };
  if (tier === 'ask') return { label: '请确认', tone: 'warn' };
  return { label: '未对应', tone: 'calm' };
}

/** Two columns that would both be filled from the same element, which is nearly always a mistake. */
export function doubled(chosen: Map<number, string | null>): Set<number> {
  const seen = new Map<string, number[]>();
  for (const [index, element] of chosen)
    if (element) seen.set(element, [...(seen.get(element) ?? []), index]);
  return new Set([...seen.values()].filter((indexes) => indexes.length > 1).flat());
}
