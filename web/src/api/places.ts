import { request } from './client';
import type { PlacePage, PlacesPage, PlacesQuery } from './types';

export const queryPlaces = (query: PlacesQuery, signal: AbortSignal) =>
  request<PlacesPage>('/places/query', { method: 'POST', json: query, signal });
export const fetchPlace = (id: number, signal: AbortSignal) =>
  request<PlacePage>(`/places/${id}`, { signal });
