import { request } from './client';
import type { Contest, ContestAnswer, ContestList } from './types';

export interface ContestFilter {
  state?: string;
  overdue?: boolean;
  page: number;
  size: number;
}

export const fetchContests = (filter: ContestFilter, signal: AbortSignal) =>
  request<ContestList>('/contests', { query: { ...filter }, signal });
export const askContest = (entity: number, element: string, claim: string, reason: string) =>
  request<Contest>('/contests', {
    method: 'POST',
    json: { entity, element, claim: claim || null, reason },
  });
export const answerContest = (id: number, answer: ContestAnswer) =>
  request<Contest>(`/contests/${id}/answer`, { method: 'POST', json: answer });
export const closeContest = (id: number, version: number) =>
  request<Contest>(`/contests/${id}/close`, { method: 'POST', json: { version } });
export const reopenContest = (id: number, version: number, reason: string) =>
  request<Contest>(`/contests/${id}/reopen`, { method: 'POST', json: { version, reason } });
