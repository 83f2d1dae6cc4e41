import type { CockpitLeadCount } from '@/api/types';
import { LEAD_PHASES } from '@/kit/words';

/** The numbers of one kind in the order in which the phases are read. */
export function countsOf(counts: CockpitLeadCount[], kind: string): CockpitLeadCount[] {
  const order = Object.keys(LEAD_PHASES);
  return counts
    .filter((each) => each.kind === kind)
    .sort((one, other) => order.indexOf(one.phase) - order.indexOf(other.phase));
}
