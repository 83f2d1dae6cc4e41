import type { RequestPreview } from '@/api/types';

type Street = RequestPreview['streets'][number];

export interface Selection {
  communities: number;
  rows: number;
  /** What the service is told: a whole street by its own code, else its chosen communities; empty for all. */
  areas: string[];
}

/** What is chosen when everything is, except the communities in `left`. Communities without members count for nothing. */
export function selection(streets: Street[], left: ReadonlySet<string>): Selection {
  const result: Selection = { communities: 0, rows: 0, areas: [] };
  let whole = true;
  for (const street of streets) {
    const kept = street.communities.filter((community) => !left.has(community.code));
    for (const community of kept) {
      if (community.count > 0) result.communities += 1;
      result.rows += community.count;
    }
    if (kept.length === street.communities.length) result.areas.push(street.code);
    else {
      whole = false;
      result.areas.push(...kept.map((community) => community.code));
    }
  }
  return whole ? { ...result, areas: [] } : result;
}

/** Whether a street is chosen wholly, partly or not at all. */
export function streetMark(street: Street, left: ReadonlySet<string>): 'all' | 'some' | 'none' {
  const kept = street.communities.filter((community) => !left.has(community.code)).length;
  if (kept === street.communities.length) return 'all';
  return kept > 0 ? 'some' : 'none';
}
