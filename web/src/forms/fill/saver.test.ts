import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import type { BulkEdited, BulkRow, GridRow } from '@/api/types';
import { makeSaver } from './saver';

function row(id: number, version: number): GridRow {
  return { id, submission_id: 1, position: id, version, excluded: false, community: '', cells: [] };
}

/** A service that answers when it is told to, and counts versions up. */
function desk() {
  const rows = new Map(Array.from({ length: 3000 }, (_, at) => [at + 1, row(at + 1, 1)]));
  const calls: {
    rows: BulkRow[];
    answer: (part?: Partial<BulkEdited>) => void;
    refuse: (why: Problem) => void;
  }[] = [];
  const store = {
    byId: (id: number) => rows.get(id),
    replace: (fresh: GridRow) => void rows.set(fresh.id, fresh),
  };
  const saver = makeSaver(
    store,
    (asked) =>
      new Promise<BulkEdited>((resolve, reject) => {
        calls.push({
          rows: asked,
          answer: (part = {}) =>
            resolve({
              rows: asked.map(({ id, version }) => row(id, version + 1)),
              wrong: [],
              stale: [],
              findings: [],
              summary: '',
              ...part,
            }),
          refuse: reject,
        });
      }),
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { saver, calls, settle };
}
const sent = (text: string, index = 5) => ({ index, text, restore: false });

describe('the saver', () => {
  it('sends what was typed meanwhile in the next call, with the version of the last answer', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    saver.edit(1, [{ index: 6, text: 'b' }]);
    saver.edit(2, [{ index: 5, text: 'c' }]);
    expect(calls).toHaveLength(1);
    calls[0]?.answer();
    await settle();
    expect(calls[1]?.rows).toEqual([
      { id: 1, version: 2, cells: [sent('b', 6)] },
      { id: 2, version: 1, cells: [sent('c')] },
    ]);
    calls[1]?.answer();
    await settle();
    expect(saver.drafts.size).toBe(0);
    expect(saver.savedOnce.value).toBe(true);
  });
  it('keeps what was typed later while the earlier text was under way', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    saver.edit(1, [{ index: 5, text: 'ab' }]);
    calls[0]?.answer();
    await settle();
    expect(saver.draftOf(1, 5)?.text).toBe('ab');
    expect(calls[1]?.rows[0]?.cells).toEqual([sent('ab')]);
  });
  it('sends a large paste in calls of a thousand rows', async () => {
    const { saver, calls, settle } = desk();
    const rows = Array.from({ length: 2500 }, (_, at) => ({ row: at + 1, cells: [{ index: 5, text: 'a' }] }));
    saver.editAll(rows);
    for (const size of [1000, 1000, 500]) {
      expect(calls.at(-1)?.rows).toHaveLength(size);
      calls.at(-1)?.answer();
      await settle();
    }
    expect(calls).toHaveLength(3);
    expect(saver.drafts.size).toBe(0);
  });
  it('keeps a refused cell with its reason until it is dropped', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [
      { index: 5, text: '123' },
      { index: 6, text: 'ok' },
    ]);
    calls[0]?.answer({
      wrong: [{ row: 1, position: 0, index: 5, column: '电话', message: '应为 11 位。' }],
    });
    await settle();
    expect(saver.draftOf(1, 5)).toMatchObject({ phase: 'refused', text: '123', message: '应为 11 位。' });
    expect([...saver.drafts.keys()]).toEqual(['1:5']);
    saver.drop(1, 5);
    expect(saver.drafts.size).toBe(0);
  });
  it('keeps the text of a row that somebody else changed, and sends it again on the new version', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    calls[0]?.answer({ rows: [row(1, 9)], stale: [{ row: 1, position: 0, message: '刚被王芳改过。' }] });
    await settle();
    expect(saver.refused.value[0]).toMatchObject({ text: 'a', message: '刚被王芳改过。' });
    saver.retry();
    expect(calls[1]?.rows).toEqual([{ id: 1, version: 9, cells: [sent('a')] }]);
  });
  it('keeps everything when the service cannot be reached', async () => {
    const { saver, calls, settle } = desk();
    saver.edit(1, [{ index: 5, text: 'a' }]);
    calls[0]?.refuse(new Problem(503, 'unavailable', '暂时不可用。'));
    await settle();
    expect(saver.refused.value[0]).toMatchObject({ text: 'a', message: '暂时不可用。' });
  });
});
