import { request } from './client';
import type { PlaceOutcome, PlaceOutcomeMade, PlacePage, PlacesPage, PlacesQuery, SmallKind } from './types';

export const queryPlaces = (query: PlacesQuery, signal: AbortSignal) =>
  request<PlacesPage>('/places/query', { method: 'POST', json: query, signal });
export const fetchPlace = (id: number, signal: AbortSignal) =>
  request<PlacePage>(`/places/${id}`, { signal });
export const fetchSmallKinds = (signal: AbortSignal) => request<SmallKind[]>('/places/kinds', { signal });
export const noteOutcome = (id: number, outcome: PlaceOutcome) =>
  request<PlaceOutcomeMade>(`/places/${id}/outcome`, { method: 'POST', json: outcome });
export const undoOutcome = (id: number, made: PlaceOutcomeMade) =>
  request<unknown>(`/places/${id}/outcome/undo`, { method: 'POST', json: made });
