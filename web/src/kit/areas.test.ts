import { describe, expect, it } from 'vitest';
import { treeOf } from './areas';

describe('treeOf', () => {
  it('hangs areas under their parents and starts at the caller’s own area', () => {
    const tree = treeOf([
      { code: '1', name: '甲街道', level: 'street', parent: '0' },
      { code: '11', name: '一社区', level: 'community', parent: '1' },
      { code: '12', name: '二社区', level: 'community', parent: '1' },
    ]);
    expect(tree).toHaveLength(1);
    expect(tree[0]?.children?.map((child) => child.name)).toEqual(['一社区', '二社区']);
    expect(tree[0]?.children?.[0]).not.toHaveProperty('children');
  });
});
