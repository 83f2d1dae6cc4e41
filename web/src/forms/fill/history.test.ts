import { describe, expect, it } from 'vitest';
import type { BulkEdited, BulkRow, GridCell, GridColumn, GridRow } from '@/api/types';
import { makeHistory } from './history';
import { makeSaver } from './saver';

const columns = [{ index: 3 }, { index: 7 }] as GridColumn[];
function cell(text: string, part: Partial<GridCell> = {}): GridCell {
  return { text, masked: false, state: 'empty', contested: false, ...part } as GridCell;
}

const blank = { id: 0, version: 0, cells: [] as GridCell[] } as GridRow;

/** A service that takes everything, except texts that begin with an x. */
function desk(cells: GridCell[]) {
  const rows = new Map([[1, { id: 1, version: 1, cells } as GridRow]]);
  const sent: BulkRow[][] = [];
  const store = {
    byId: (id: number) => rows.get(id),
    replace: (row: GridRow) => void rows.set(row.id, row),
  };
  const saver = makeSaver(store, (asked) => {
    sent.push(asked);
    const answer: BulkEdited = { rows: [], wrong: [], stale: [], findings: [], summary: '' };
    for (const { id, cells: changes } of asked) {
      const row = rows.get(id) ?? blank;
      const next = [...row.cells];
      for (const { index, text } of changes) {
        const at = columns.findIndex((column) => column.index === index);
        if (text.startsWith('x'))
          answer.wrong.push({ row: id, position: 0, index, column: '', message: '不对' });
        else next[at] = { ...(next[at] ?? cell('')), text, state: 'typed' };
      }
      answer.rows.push({ ...row, version: row.version + 1, cells: next });
    }
    return Promise.resolve(answer);
  });
  const history = makeHistory(store, saver, () => columns);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { history, saver, sent, settle, text: (at: number) => rows.get(1)?.cells[at]?.text };
}

describe('undo', () => {
  it('takes a whole step back and does it again', async () => {
    const { history, settle, text } = desk([cell('旧'), cell('')]);
    history.type([
      {
        row: 1,
        cells: [
          { index: 3, text: '新' },
          { index: 7, text: '备注' },
        ],
      },
    ]);
    await settle();
    expect([text(0), text(1)]).toEqual(['新', '备注']);
    expect(history.undo()).toBe(0);
    await settle();
    expect([text(0), text(1)]).toEqual(['旧', '']);
    history.redo();
    await settle();
    expect([text(0), text(1)]).toEqual(['新', '备注']);
    expect(history.canRedo.value).toBe(false);
  });
  it('lets the service put back what was prefilled behind a mask, and says what it cannot put back', async () => {
    const { history, settle, sent } = desk([
      cell('139****1234', { masked: true, state: 'prefilled' }),
      cell('138****0000', { masked: true, state: 'typed' }),
    ]);
    history.type([
      {
        row: 1,
        cells: [
          { index: 3, text: '1' },
          { index: 7, text: '2' },
        ],
      },
    ]);
    await settle();
    expect(history.undo(), 'the typed one is known only as a mask').toBe(1);
    await settle();
    expect(sent[1]?.[0]?.cells).toEqual([{ index: 3, text: '', restore: true }]);
  });
  it('forgets what was refused without asking the service', async () => {
    const { history, saver, settle, sent } = desk([cell('旧'), cell('')]);
    history.type([{ row: 1, cells: [{ index: 3, text: 'x1' }] }]);
    await settle();
    expect(saver.refused.value).toHaveLength(1);
    history.undo();
    await settle();
    expect(saver.drafts.size).toBe(0);
    expect(sent).toHaveLength(1);
  });
  it('has nothing to undo at first', () => {
    const { history } = desk([cell('')]);
    expect(history.undo()).toBeNull();
    expect(history.canUndo.value).toBe(false);
  });
});
