import { expect, it } from 'vitest';
import type { ItemVersion } from '@/api/types';
import { versionWords } from './history';

const version = (more: Partial<ItemVersion>): ItemVersion => ({
  version: 2,
  at: '2026-11-22T14:03:00+08:00',
  by: '台东路社区 李某',
  act: 'changed',
  batch: null,
  area: '台东路社区',
  changes: [{ label: '状况', before: '完好', after: '破损' }],
  ...more,
});

it('says a change as from what to what', () => {
  expect(versionWords(version({}), false)).toBe('状况 完好 → 破损');
  const cleared = [{ label: '备注', before: '新', after: null }];
  expect(versionWords(version({ changes: cleared }), false)).toBe('备注 新 → （空）');
});

it('says how a version came about', () => {
  const first = [{ label: '编号', before: null, after: '台-1' }];
  expect(versionWords(version({ version: 1, act: 'created', changes: first }), true)).toBe('登记：编号 台-1');
  expect(versionWords(version({ act: 'imported', batch: 3 }), false)).toBe('导入更新：状况 完好 → 破损');
  expect(versionWords(version({ act: 'removed', batch: 3, changes: [] }), false)).toBe('随撤销导入删除');
  expect(versionWords(version({ act: 'removed', changes: [] }), false)).toBe('删除');
  expect(versionWords(version({ changes: first }), true)).toBe('最早的记录：编号 台-1');
  expect(versionWords(version({ changes: [] }), false)).toBe('内容没有变化');
});
