import { request } from './client';
import type { Cockpit } from './types';

export const fetchCockpit = (area: string | null, basis: string, signal: AbortSignal) =>
  request<Cockpit>('/cockpit', { query: { area, basis }, signal });
