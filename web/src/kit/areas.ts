import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { fetchAreas } from '@/api/catalogue';
import { asProblem, type Problem } from '@/api/problem';
import type { AreaNode } from '@/api/types';

export interface AreaBranch extends AreaNode {
  children?: AreaBranch[];
}

/** Hangs nodes that come in tree order under their parents; a node whose parent is not in the list is a root. */
export function treeOf(nodes: AreaNode[]): AreaBranch[] {
  const branches = new Map<string, AreaBranch>(nodes.map((node) => [node.code, { ...node }]));
  const roots: AreaBranch[] = [];
  for (const branch of branches.values()) {
    const parent = branch.parent ? branches.get(branch.parent) : undefined;
    if (parent) (parent.children ??= []).push(branch);
    else roots.push(branch);
  }
  return roots;
}

/** The areas that the signed-in person may see; loaded once and shared by all pickers. */
export const useAreas = defineStore('areas', () => {
  const nodes = shallowRef<AreaNode[]>([]);
  const loading = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const tree = computed(() => treeOf(nodes.value));
  const names = computed(() => new Map(nodes.value.map((node) => [node.code, node.name])));

  async function load(again = false): Promise<void> {
    if (loading.value || (nodes.value.length > 0 && !again)) return;
    loading.value = true;
    try {
      nodes.value = await fetchAreas();
      problem.value = null;
    } catch (thrown) {
      problem.value = asProblem(thrown);
    } finally {
      loading.value = false;
    }
  }
  function forget(): void {
    nodes.value = [];
  }
  const nameOf = (code: string | null | undefined): string => (code ? (names.value.get(code) ?? code) : '');

  return { nodes, tree, loading, problem, load, forget, nameOf };
});
