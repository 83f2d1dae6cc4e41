import { request, requestFile } from './client';
import type {
  ConsequenceSheet,
  OtherValueAsked,
  PeopleGroups,
  PeoplePage,
  PeopleQuery,
  PersonPage,
  Revealed,
} from './types';

export const queryPeople = (query: PeopleQuery, signal?: AbortSignal) =>
  request<PeoplePage>('/people/query', { method: 'POST', json: query, ...(signal ? { signal } : {}) });
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

export type GroupBy = 'community' | 'street' | 'sex' | 'age' | 'tag';
export const groupPeople = (query: PeopleQuery, by: GroupBy, signal: AbortSignal) =>
  request<PeopleGroups>('/people/group', { method: 'POST', json: { ...query, by }, signal });
