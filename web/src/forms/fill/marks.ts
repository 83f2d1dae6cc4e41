/** How the state of a form cell is drawn: a sign, and a look that styles give a ground to. */
export interface CellMark {
  sign: string;
  look: '' | 'corrected' | 'typed' | 'saving' | 'bad';
}

export function cellMark(state: string, gap: boolean, bad: boolean): CellMark {
  if (bad) return { sign: '!', look: 'bad' };
  if (state === 'waiting' || state === 'saving') return { sign: '…', look: 'saving' };
  if (gap) return { sign: '', look: '' };
  if (state === 'corrected') return { sign: '✎', look: 'corrected' };
  if (state === 'typed') return { sign: '＋', look: 'typed' };
  return { sign: '', look: '' };
}
