import type { ItemLookalike, ItemPlace, ItemTwin, LibraryAnalysis } from '@/api/types';

/** One question about items: how they are written, where, and why the machine says so. */
export interface ItemCase {
  title: string;
  reason: string;
  /** Every way in which it is written. */
  titles: string[];
  /** The groups that may be one: of a twin there is one, of look-alikes several. */
  groups: { item: string; titles: string[]; places: ItemPlace[] }[];
}

function twinCase(twin: ItemTwin): ItemCase {
  return {
    title: twin.item,
    reason: twin.reason,
    titles: twin.titles,
    groups: [{ item: twin.item, titles: twin.titles, places: twin.places }],
  };
}
function alikeCase(alike: ItemLookalike): ItemCase {
  return {
    title: alike.looks,
    reason: alike.reason,
    titles: [...new Set(alike.variants.flatMap((variant) => variant.titles))],
    groups: alike.variants,
  };
}

/** The questions of an analysis by what there is to do about them. */
export function casesOf(analysis: LibraryAnalysis | null): Record<'ask' | 'alike' | 'auto', ItemCase[]> {
  const twins = analysis?.twins ?? [];
  return {
    ask: twins.filter((twin) => twin.tier === 'ask').map(twinCase),
    alike: (analysis?.lookalikes ?? []).map(alikeCase),
    auto: twins.filter((twin) => twin.tier === 'auto').map(twinCase),
  };
}
