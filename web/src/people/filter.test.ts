import { describe, expect, it } from 'vitest';
import { addressOf, ageWords, chipsOf, filterOf, queryOf } from './filter';

describe('the filter in the address', () => {
  it('comes back as it went', () => {
    const query = {
      area: '370203005000',
      basis: 'hukou',
      tags_all: '老年人,独居',
      tags_none: '低保对象',
      age_min: '80',
      sex: '2',
      alive: 'all',
      sort: 'age',
      descending: '1',
      page: '3',
    };
    expect(addressOf(filterOf(query))).toEqual(query);
  });
  it('understands the single tag of a link', () => {
    expect(addressOf(filterOf({ tag: '高龄老人', basis: 'home' }))).toEqual({ tags_all: '高龄老人' });
  });
  it('keeps which way home and registration lie apart, and nothing else', () => {
    expect(addressOf(filterOf({ apart: 'away' }))).toEqual({ apart: 'away' });
    expect(addressOf(filterOf({ apart: 'sideways' }))).toEqual({});
    expect(queryOf(filterOf({ apart: 'guest' }))).toMatchObject({ apart: 'guest' });
    const [chip] = chipsOf(filterOf({ apart: 'away' }));
    expect(chip?.text).toBe('人户分离：户口在这里，人住别处');
    expect(chip?.without.apart).toBe('');
  });
  it('keeps a rule in the address and in the query, and says it in a chip', () => {
    const filter = filterOf({ rule: '年龄 >= 75 且 健在' });
    expect(addressOf(filter)).toEqual({ rule: '年龄 >= 75 且 健在' });
    expect(queryOf(filter)).toMatchObject({ rule: '年龄 >= 75 且 健在' });
    const [chip] = chipsOf(filter);
    expect(chip?.text).toBe('规则：年龄 >= 75 且 健在');
    expect(chip?.without.rule).toBe('');
  });
  it('is empty when nothing is restricted', () => {
    expect(addressOf(filterOf({}))).toEqual({});
  });
  it('leaves out what makes no sense', () => {
    const filter = filterOf({
      basis: 'x',
      age_min: '-1',
      age_max: 'abc',
      sex: '9',
      page: '0',
      alive: 'maybe',
    });
    expect(filter).toMatchObject({
      basis: 'home',
      ageMin: null,
      ageMax: null,
      sex: '',
      page: 1,
      alive: 'alive',
    });
  });
});

describe('conditions', () => {
  it('become the query of the service, with the living as default', () => {
    expect(queryOf(filterOf({}))).toEqual({ basis: 'home', alive: true });
    expect(queryOf(filterOf({ alive: 'all', tags_any: 'a,b' }))).toEqual({
      basis: 'home',
      tags_any: ['a', 'b'],
    });
  });
  it('can be taken away one by one without turning back to an old page', () => {
    const chips = chipsOf(filterOf({ tags_all: '老年人,独居', age_min: '60', age_max: '79', page: '4' }));
    expect(chips.map((chip) => chip.text)).toEqual(['老年人 且 独居', '60–79 岁']);
    expect(chips[0]?.without.tagsAll).toEqual([]);
    expect(chips[0]?.without).not.toHaveProperty('page');
  });
  it('say ages as people do', () => {
    expect(ageWords(80, null)).toBe('80 岁及以上');
    expect(ageWords(null, 17)).toBe('17 岁及以下');
    expect(ageWords(18, 18)).toBe('18 岁');
    expect(ageWords(null, null)).toBe('');
  });
});
