import { request } from './client';
import type { HouseholdPage } from './types';

export const fetchHousehold = (id: number, signal: AbortSignal) =>
  request<HouseholdPage>(`/households/${id}`, { signal });
