import { request } from './client';
import type { KnownPage, Lock, NewLock, RankTable } from './types';

/** What concerns every kind of entity: the rules by which values win, locks, and what was known on a day. */
export const fetchRanks = (signal: AbortSignal) => request<RankTable>('/ranks', { signal });
export const fetchKnown = (id: number, day: string, signal?: AbortSignal) =>
  request<KnownPage>(`/entities/${id}/known`, {
    method: 'POST',
    json: { known_on: day },
    ...(signal ? { signal } : {}),
  });
export const createLock = (lock: NewLock) => request<Lock>('/locks', { method: 'POST', json: lock });
export const liftLock = (id: number) => request<unknown>(`/locks/${id}/lift`, { method: 'POST' });
