import { request } from './client';
import type { DwellingPage, Estate, EstateView } from './types';

export const fetchEstates = (area: string | null, signal: AbortSignal) =>
  request<Estate[]>('/estates', { query: { area }, signal });
export const fetchEstateView = (community: string, name: string, signal: AbortSignal) =>
  request<EstateView>('/estates/view', { query: { community, name }, signal });
export const fetchDwelling = (id: number, signal: AbortSignal) =>
  request<DwellingPage>(`/dwellings/${id}`, { signal });
