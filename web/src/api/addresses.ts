import { request } from './client';
import type { NameEstate, PlacedAgain, UnplacedPage, UnplacedQuery } from './types';

export const queryUnplaced = (query: UnplacedQuery, signal: AbortSignal) =>
  request<UnplacedPage>('/addresses/unplaced', { method: 'POST', json: query, signal });
export const nameEstate = (naming: NameEstate) =>
  request<PlacedAgain>('/addresses/names', { method: 'POST', json: naming });
export const forgetName = (id: number) =>
  request<PlacedAgain>(`/addresses/names/${id}/forget`, { method: 'POST' });
