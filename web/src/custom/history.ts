import type { ItemVersion } from '@/api/types';

/** What somebody did, in the words of the page: `状况 完好 → 破损`. */
export function versionWords(version: ItemVersion, oldest: boolean): string {
  const changes = version.changes.map(({ label, before, after }) =>
    before == null ? `${label} ${after ?? '（空）'}` : `${label} ${before} → ${after ?? '（空）'}`,
  );
  const what = changes.join('，');
  const act = actWords(version, oldest);
  if (!what) return act || '内容没有变化';
  return act ? `${act}：${what}` : what;
}

function actWords(version: ItemVersion, oldest: boolean): string {
  const undone = version.batch != null;
  switch (version.act) {
    case 'created':
      return '登记';
    case 'imported':
      return version.version === 1 ? '导入新增' : '导入更新';
    case 'removed':
      return undone ? '随撤销导入删除' : '删除';
    case 'restored':
      return undone ? '随撤销导入恢复' : '恢复';
    default:
      return oldest ? '最早的记录' : '';
  }
}
