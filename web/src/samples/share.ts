import type { ShareView } from '@/api/types';
import { percent } from '@/kit/format';

/** "93%（在 79% 到 98% 之间）": what was found, and how far the truth may lie from it. */
export function shareWords(share: ShareView | null | undefined): string {
  if (!share) return '—';
  return `${percent(share.value)}（在 ${percent(share.low)} 到 ${percent(share.high)} 之间）`;
}
