import type { FigureQuestion } from '@/api/types';

/** What somebody fills in to ask for figures. */
export interface Draft {
  area: string | null;
  /** `communities`, `streets`, or the id of a border set. */
  units: string;
  basis: string;
  /** Id of a segment; none for everybody. */
  segment: number | null;
  tags: string[];
  rule: string;
  label: string;
  /** Empty means today. */
  day: string;
  /** Empty means that nothing is compared. */
  before: string;
}

export function emptyDraft(area: string | null): Draft {
  return {
    area,
    units: 'communities',
    basis: 'home',
    segment: null,
    tags: [],
    rule: '',
    label: '',
    day: '',
    before: '',
  };
}

/** The question of a draft; of two days the earlier comes first, so that the difference reads forward. */
export function questionOf(draft: Draft, today: string): FigureQuestion {
  const border = Number(draft.units);
  const rule = draft.rule.trim();
  const days = [draft.before, draft.day || today].filter(Boolean);
  return {
    area: draft.area,
    border: Number.isInteger(border) && border > 0 ? border : null,
    by_street: draft.units === 'streets',
    basis: draft.basis,
    segment: draft.segment,
    figures: [
      ...draft.tags.map((tag) => ({ tag })),
      ...(rule ? [{ rule, label: draft.label.trim() || null }] : []),
    ],
    days: [...new Set(days)].sort(),
  };
}
