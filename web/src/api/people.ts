import { request } from './client';
import type { PeopleGroups, PeoplePage, PeopleQuery, PersonPage, Revealed } from './types';

export const queryPeople = (query: PeopleQuery, signal?: AbortSignal) =>
  request<PeoplePage>('/people/query', { method: 'POST', json: query, ...(signal ? { signal } : {}) });
export const fetchPerson = (id: number, signal: AbortSignal) =>
  request<PersonPage>(`/people/${id}`, { signal });
export const revealFact = (id: number, element: string, purpose: string) =>
  request<Revealed>(`/people/${id}/reveal`, { method: 'POST', json: { element, purpose } });

export type GroupBy = 'community' | 'street' | 'sex' | 'age' | 'tag';
export const groupPeople = (query: PeopleQuery, by: GroupBy, signal: AbortSignal) =>
  request<PeopleGroups>('/people/group', { method: 'POST', json: { ...query, by }, signal });
