import { describe, expect, it } from 'vitest';
import type { LibraryAnalysis } from '@/api/types';
import { casesOf } from './cases';

const place = (form: number, title: string) => ({ form, title });

describe('questions about items', () => {
  it('are nothing before the analysis is there', () => {
    expect(casesOf(null)).toEqual({ ask: [], alike: [], auto: [] });
  });
  it('stand by what there is to do about them', () => {
    const analysis = {
      twins: [
        {
          item: '姓名',
          tier: 'auto',
          titles: ['姓名'],
          forms: 2,
          places: [place(0, '姓名')],
          reason: '一致',
        },
        {
          item: '爱好',
          tier: 'ask',
          titles: ['爱好'],
          forms: 2,
          places: [place(1, '爱好')],
          reason: '请确认',
        },
      ],
      lookalikes: [
        {
          looks: '人口',
          differs: ['人群范围'],
          reason: '不合并',
          variants: [
            { item: '人口（户籍）', titles: ['户籍人口'], places: [place(0, '户籍人口')] },
            { item: '人口（常住）', titles: ['常住人口', '户籍人口'], places: [place(1, '常住人口')] },
          ],
        },
      ],
    } as unknown as LibraryAnalysis;
    const cases = casesOf(analysis);
    expect(cases.ask.map((one) => one.title)).toEqual(['爱好']);
    expect(cases.auto.map((one) => one.title)).toEqual(['姓名']);
    expect(cases.alike[0]?.titles).toEqual(['户籍人口', '常住人口']);
    expect(cases.alike[0]?.groups).toHaveLength(2);
  });
});
