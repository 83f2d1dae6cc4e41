import type { GridCell } from '@/api/types';
import { cellState, type StateWord } from '@/kit/words';

/** The state of a cell in words; an empty cell is only something to do when its column asks for it. */
export function shownState(cell: GridCell, required: boolean): StateWord {
  if (cell.text || cell.state === 'corrected') return cellState(cell.state);
  return required ? cellState('empty') : { label: '空', tone: 'calm' };
}

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
