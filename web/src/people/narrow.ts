import type { PeopleFilter } from './filter';

/** What the list can be narrowed by from a count; other things are counted only. */
const NARROWING = ['street', 'community', 'age', 'sex', 'tag'];

export const canNarrow = (by: string): boolean => NARROWING.includes(by);

/** What choosing a row of a count restricts the list to; age bands arrive as "60-64" or "100+". */
export function narrowedBy(by: string, key: string, tags: string[]): Partial<PeopleFilter> | null {
  if (by === 'street' || by === 'community') return /^\d{12,15}$/.test(key) ? { area: key } : null;
  if (by === 'sex') return key === '1' || key === '2' ? { sex: key } : null;
  if (by === 'tag') return { tagsAll: [...new Set([...tags, key])] };
  if (by !== 'age') return null;
  const band = /^(\d+)(?:-(\d+)|\+)?$/.exec(key);
  if (!band) return null;
  return {
    ageMin: Number(band[1]),
    ageMax: band[2] ? Number(band[2]) : key.endsWith('+') ? null : Number(band[1]) + 4,
  };
}
