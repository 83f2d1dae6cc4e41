import { computed, type Ref } from 'vue';
import type { SubmissionFindings } from '@/api/types';
import { keyOf } from './saver';

/** The failed checks of each cell, in one sentence. */
export function byCell(found: Ref<SubmissionFindings | null>) {
  const cells = computed(() => {
    const said = new Map<string, string>();
    for (const finding of found.value?.findings ?? []) {
      if (finding.row == null) continue;
      const key = keyOf(finding.row, finding.index);
      const before = said.get(key);
      const message = finding.stops ? finding.message : `提醒：${finding.message}`;
      said.set(key, before ? `${before}${message}` : message);
    }
    return said;
  });
  return (row: number, index: number): string | null => cells.value.get(keyOf(row, index)) ?? null;
}
export type IssueOf = ReturnType<typeof byCell>;
