import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import type { CellChange, GridRow } from '@/api/types';
import { makeSaver } from './saver';

function row(id: number, version: number): GridRow {
  return { id, submission_id: 1, position: id, version, excluded: false, community: '', cells: [] };
}

/** A service that answers when it is told to, and counts versions up. */
function desk() {
  const rows = new Map([
    [1, row(1, 1)],
    [2, row(2, 1)],
  ]);
  const calls: {
    row: number;
    version: number;
    cells: CellChange[];
    answer: () => void;
    refuse: (why: Problem) => void;
  }[] = [];
  const refreshed: number[] = [];
  const store = {
    byId: (id: number) => rows.get(id),
    replace: (fresh: GridRow) => void rows.set(fresh.id, fresh),
    refresh: (id: number) => {
      refreshed.push(id);
      rows.set(id, row(id, 9));
      return Promise.resolve();
    },
  };
  const saver = makeSaver(
    store,
    (id, version, cells) =>
      new Promise<GridRow>((resolve, reject) => {
        calls.push({
          row: id,
          version,
          cells,
          answer: () => resolve(row(id, version + 1)),
          refuse: reject,
        });
      }),
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { saver, calls, refreshed, settle };
}

describe('the saver', () => {
  it('saves one row at a time, with the version that the last save answered', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    saver.edit(1, [{ index: 6, text: 'b' }]);
    expect(calls).toHaveLength(1);
    calls[0]?.answer();
    await settle();
    expect(calls[1]).toMatchObject({ row: 1, version: 2, cells: [{ index: 6, text: 'b' }] });
    calls[1]?.answer();
    await settle();
    expect(saver.drafts.size).toBe(0);
    expect(saver.savedOnce.value).toBe(true);
  });
  it('saves different rows side by side', () => {
    const { saver, calls } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    saver.edit(2, [{ index: 5, text: 'b' }]);
    expect(calls.map((call) => call.row)).toEqual([1, 2]);
  });
  it('keeps what was typed later while the earlier text was under way', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    saver.edit(1, [{ index: 5, text: 'ab' }]);
    calls[0]?.answer();
    await settle();
    expect(saver.draftOf(1, 5)?.text).toBe('ab');
    expect(calls[1]?.cells).toEqual([{ index: 5, text: 'ab' }]);
  });
  it('keeps a refused cell with its reason and sends the good ones of the row again', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [
      { index: 5, text: '123' },
      { index: 6, text: 'ok' },
    ]);
    calls[0]?.refuse(
      new Problem(400, 'cell-invalid', '有 1 格不符合要求。', [{ index: 5, message: '应为 11 位。' }]),
    );
    await settle();
    expect(saver.draftOf(1, 5)).toMatchObject({ phase: 'refused', text: '123', message: '应为 11 位。' });
    expect(calls[1]?.cells).toEqual([{ index: 6, text: 'ok' }]);
    calls[1]?.answer();
    await settle();
    expect([...saver.drafts.keys()]).toEqual(['1:5']);
    saver.drop(1, 5);
    expect(saver.drafts.size).toBe(0);
  });
  it('fetches the row again on a conflict and keeps the text until it is sent once more', async () => {
    const { saver, calls, refreshed, settle } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    calls[0]?.refuse(new Problem(409, 'version-conflict', '已被改过。'));
    await settle();
    expect(refreshed).toEqual([1]);
    expect(saver.refused.value).toHaveLength(1);
    saver.retry();
    expect(calls[1]).toMatchObject({ version: 9, cells: [{ index: 5, text: 'a' }] });
  });
});
