import { createSSRApp, h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { describe, expect, it } from 'vitest';
import type { TagPreview } from '@/api/types';
import PreviewCard from './PreviewCard.vue';

const preview: TagPreview = {
  refusal: null,
  sentence: '房屋用途是空置',
  count: { yes: 12, no: 30, unknown: 4 },
  before: { yes: 9, no: 33, unknown: 4 },
  gained: 5,
  lost: 2,
  samples: [],
  similar: [],
  impact: [],
  chain: [],
};

const words = async (subject: string): Promise<string> => {
  const app = createSSRApp({ render: () => h(PreviewCard, { preview, subject }) });
  app.component('RouterLink', { render: () => null });
  const html = await renderToString(app);
  return html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
};

describe('the preview of a proposal', () => {
  it('counts people, dwellings, places and households each in their own word', async () => {
    for (const [subject, unit] of [
      ['person', '人'],
      ['dwelling', '套'],
      ['place', '家'],
      ['household', '户'],
    ] as const) {
      const shown = await words(subject);
      expect(shown).toContain(`满足 12 ${unit}`);
      expect(shown).toContain(`无法判断 4 ${unit}`);
      expect(shown).toContain(`现行版本 9 ${unit}；改后新增 5 ${unit}，减少 2 ${unit}。`);
    }
    expect(await words('dwelling')).not.toMatch(/\d 人/);
  });
});
