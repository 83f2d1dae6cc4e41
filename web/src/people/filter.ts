import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import type { PeopleQuery } from '@/api/types';
import { BASIS_WORDS } from '@/kit/words';

export type Alive = 'alive' | 'dead' | 'all';
/** 人户分离: registered here and living elsewhere, or living here and registered elsewhere. */
export type Apart = '' | 'away' | 'guest';
export const APART_WORDS: Record<Exclude<Apart, ''>, string> = {
  away: '户口在这里，人住别处',
  guest: '人住这里，户口在别处',
};

/** What a list of people is restricted to; the searched text is kept elsewhere (see search.ts). */
export interface Conditions {
  basis: string;
  apart: Apart;
  tagsAll: string[];
  tagsAny: string[];
  tagsNone: string[];
  ageMin: number | null;
  ageMax: number | null;
  /** "1" male, "2" female as in GB/T 2261.1, or empty for both. */
  sex: string;
  alive: Alive;
  /** A rule in the words of 标签 and 人群; empty for none. */
  rule: string;
}
export interface PeopleFilter extends Conditions {
  area: string | null;
  sort: string;
  descending: boolean;
  page: number;
}

export function noConditions(): Conditions {
  return {
    basis: 'home',
    apart: '',
    tagsAll: [],
    tagsAny: [],
    tagsNone: [],
    ageMin: null,
    ageMax: null,
    sex: '',
    alive: 'alive',
    rule: '',
  };
}

function one(query: LocationQuery, key: string): string {
  const value = query[key];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
function list(query: LocationQuery, key: string): string[] {
  return one(query, key).split(',').filter(Boolean);
}
function age(query: LocationQuery, key: string): number | null {
  const text = one(query, key);
  const value = Number(text);
  return text !== '' && Number.isInteger(value) && value >= 0 && value <= 150 ? value : null;
}

/**
 * Reads a filter from an address such as /people?tags_all=老年人&age_min=80; what makes no sense is left out.
 * Links of the service name a single tag as `tag`.
 */
export function filterOf(query: LocationQuery): PeopleFilter {
  const basis = one(query, 'basis');
  const alive = one(query, 'alive');
  const page = Number(one(query, 'page'));
  const sex = one(query, 'sex');
  const apart = one(query, 'apart');
  return {
    area: one(query, 'area') || null,
    basis: basis in BASIS_WORDS ? basis : 'home',
    apart: apart === 'away' || apart === 'guest' ? apart : '',
    tagsAll: [...new Set([...list(query, 'tags_all'), ...list(query, 'tag')])],
    tagsAny: list(query, 'tags_any'),
    tagsNone: list(query, 'tags_none'),
    ageMin: age(query, 'age_min'),
    ageMax: age(query, 'age_max'),
    sex: sex === '1' || sex === '2' ? sex : '',
    alive: alive === 'dead' || alive === 'all' ? alive : 'alive',
    rule: one(query, 'rule'),
    sort: one(query, 'sort'),
    descending: one(query, 'descending') === '1',
    page: Number.isInteger(page) && page > 1 ? page : 1,
  };
}

/** Writes a filter into an address; what stands at its default is left out. */
export function addressOf(filter: PeopleFilter): LocationQueryRaw {
  const query: LocationQueryRaw = {};
  if (filter.area) query['area'] = filter.area;
  if (filter.basis !== 'home') query['basis'] = filter.basis;
  if (filter.apart) query['apart'] = filter.apart;
  if (filter.tagsAll.length) query['tags_all'] = filter.tagsAll.join(',');
  if (filter.tagsAny.length) query['tags_any'] = filter.tagsAny.join(',');
  if (filter.tagsNone.length) query['tags_none'] = filter.tagsNone.join(',');
  if (filter.ageMin !== null) query['age_min'] = String(filter.ageMin);
  if (filter.ageMax !== null) query['age_max'] = String(filter.ageMax);
  if (filter.sex) query['sex'] = filter.sex;
  if (filter.alive !== 'alive') query['alive'] = filter.alive;
  if (filter.rule) query['rule'] = filter.rule;
  if (filter.sort) query['sort'] = filter.sort;
  if (filter.descending) query['descending'] = '1';
  if (filter.page > 1) query['page'] = String(filter.page);
  return query;
}

/** The part of the service's query that conditions stand for. */
export function queryOf(conditions: Conditions): PeopleQuery {
  const query: PeopleQuery = { basis: conditions.basis };
  if (conditions.apart) query.apart = conditions.apart;
  if (conditions.tagsAll.length) query.tags_all = conditions.tagsAll;
  if (conditions.tagsAny.length) query.tags_any = conditions.tagsAny;
  if (conditions.tagsNone.length) query.tags_none = conditions.tagsNone;
  if (conditions.ageMin !== null) query.age_min = conditions.ageMin;
  if (conditions.ageMax !== null) query.age_max = conditions.ageMax;
  if (conditions.sex) query.sex = conditions.sex;
  if (conditions.alive !== 'all') query.alive = conditions.alive === 'alive';
  if (conditions.rule.trim()) query.rule = conditions.rule;
  return query;
}

export interface Chip {
  text: string;
  /** The conditions without this one. */
  without: Conditions;
}

/** The conditions alone, without area, order and page. */
export function conditionsOf(filter: Conditions): Conditions {
  const { basis, apart, tagsAll, tagsAny, tagsNone, ageMin, ageMax, sex, alive, rule } = filter;
  return { basis, apart, tagsAll, tagsAny, tagsNone, ageMin, ageMax, sex, alive, rule };
}

/** Every condition beyond the basis in words, each with what is left when it is taken away. */
export function chipsOf(filter: Conditions): Chip[] {
  const conditions = conditionsOf(filter);
  const chips: Chip[] = [];
  const listed = (key: 'tagsAll' | 'tagsAny' | 'tagsNone', prefix: string, joined: string): void => {
    if (conditions[key].length) {
      chips.push({ text: prefix + conditions[key].join(joined), without: { ...conditions, [key]: [] } });
    }
  };
  if (conditions.apart) {
    chips.push({
      text: `人户分离：${APART_WORDS[conditions.apart]}`,
      without: { ...conditions, apart: '' },
    });
  }
  listed('tagsAll', '', ' 且 ');
  listed('tagsAny', '', ' 或 ');
  listed('tagsNone', '不含 ', '、');
  const ages = ageWords(conditions.ageMin, conditions.ageMax);
  if (ages) chips.push({ text: ages, without: { ...conditions, ageMin: null, ageMax: null } });
  if (conditions.sex) {
    chips.push({ text: conditions.sex === '1' ? '男' : '女', without: { ...conditions, sex: '' } });
  }
  if (conditions.alive !== 'alive') {
    const text = conditions.alive === 'dead' ? '已去世' : '包括已去世';
    chips.push({ text, without: { ...conditions, alive: 'alive' } });
  }
  if (conditions.rule) {
    chips.push({ text: `规则：${conditions.rule}`, without: { ...conditions, rule: '' } });
  }
  return chips;
}

export function ageWords(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return min === max ? `${min} 岁` : `${min}–${max} 岁`;
  if (min !== null) return `${min} 岁及以上`;
  if (max !== null) return `${max} 岁及以下`;
  return '';
}
