import { describe, expect, it } from 'vitest';
import { caseComponents, handedIn, newParameter, opened, renameComponent, renameParameter } from './file';

const kept = () => ({
  id: 'own-1',
  name: '助餐补贴',
  department: '民政局',
  source: '实施细则第三条',
  standing: '',
  area: '370203000000',
  who: '健在 且 年龄 >= 参数（起始年龄）',
  components: [
    { name: '补贴', period: '每月', rows: [{ when: '年龄 >= 参数( 起始年龄 )', amount: '参数(标准)' }] },
  ],
  parameters: [
    { name: '起始年龄', unit: '岁', values: [] },
    { name: '标准', unit: '元', values: [] },
  ],
  cases: [{ name: '甲', today: '2026-11-22', expect: { entitled: 'true', amounts: { 补贴: 60 } } }],
});

describe('a policy on screen', () => {
  it('is handed in as it was kept when nothing changed', () => {
    const back = handedIn(opened(kept()));
    expect(back).toMatchObject({ ...kept(), paid: null, from: null, until: null });
    expect(back['document']).toEqual({
      name: '实施细则第三条',
      number: null,
      clause: null,
      day: null,
      url: null,
    });
  });

  it('says nothing of what is empty', () => {
    const file = opened({ ...kept(), who: null });
    file.lacks = ['能力评估等级', ' ', ''];
    file.paid = { who: '', amount: '' };
    expect(handedIn(file)).toMatchObject({ who: null, paid: null, lacks: ['能力评估等级'] });
  });

  it('takes what cases expect along when a component is renamed', () => {
    const file = opened(kept());
    renameComponent(file, 0, '餐补');
    expect(file.cases[0]?.expect.amounts).toEqual({ 餐补: 60 });
    file.components.pop();
    expect(caseComponents(file), 'what is gone stays in sight').toEqual(['餐补']);
  });

  it('renames a parameter wherever it is named', () => {
    const file = opened(kept());
    renameParameter(file, 0, '最低年龄');
    expect(file.who).toBe('健在 且 年龄 >= 参数(最低年龄)');
    expect(file.components[0]?.rows[0]).toEqual({ when: '年龄 >= 参数(最低年龄)', amount: '参数(标准)' });
  });

  it('begins a parameter with the document and the first day of the policy', () => {
    const file = opened({ ...kept(), from: '2027-01-01' });
    expect(newParameter(file, '2026-11-22').values).toEqual([
      { from: '2027-01-01', value: { number: null }, source: '实施细则第三条' },
    ]);
  });
});
