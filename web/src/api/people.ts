import { request, requestFile } from './client';
import type {
  AlikeAnswer,
  AlikeAsked,
  ConsequenceSheet,
  CrossTab,
  CrossTabAsked,
  Dimension,
  OtherValueAsked,
  PeopleGroups,
  PeoplePage,
  PeopleQuery,
  PersonPage,
  Revealed,
} from './types';

export const queryPeople = (query: PeopleQuery, signal?: AbortSignal) =>
  request<PeoplePage>('/people/query', { method: 'POST', json: query, ...(signal ? { signal } : {}) });
/** Who of the registry somebody may be who is about to be registered. */
export const findAlike = (asked: AlikeAsked) =>
  request<AlikeAnswer>('/people/alike', { method: 'POST', json: asked });
export const exportPeople = (query: PeopleQuery, purpose: string, format: string) =>
  requestFile('/people/export', `人员名单.${format}`, { method: 'POST', json: { query, purpose, format } });
export const fetchPerson = (id: number, signal: AbortSignal) =>
  request<PersonPage>(`/people/${id}`, { signal });
export const revealFact = (id: number, element: string, purpose: string) =>
  request<Revealed>(`/people/${id}/reveal`, { method: 'POST', json: { element, purpose } });
export const fetchConsequence = (id: number, asked: OtherValueAsked, signal?: AbortSignal) =>
  request<ConsequenceSheet>(`/people/${id}/consequence`, {
    method: 'POST',
    json: asked,
    ...(signal ? { signal } : {}),
  });

/** By `by`, the key of a dimension: street, community, age, sex, tag, or the id of a coded element. */
export const groupPeople = (query: PeopleQuery, by: string, signal: AbortSignal) =>
  request<PeopleGroups>('/people/group', { method: 'POST', json: { ...query, by }, signal });
export const fetchDimensions = (signal: AbortSignal) =>
  request<Dimension[]>('/people/dimensions', { signal });
export const crossPeople = (asked: CrossTabAsked, signal: AbortSignal) =>
  request<CrossTab>('/people/cross-tab', { method: 'POST', json: asked, signal });
export const fetchCrossWorkbook = (asked: CrossTabAsked) =>
  requestFile('/people/cross-tab/workbook', '交叉表.xlsx', { method: 'POST', json: asked });
