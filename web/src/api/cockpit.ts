import { request } from './client';
import type { Cockpit } from './types';

export const fetchCockpit = (
  area: string | null,
  basis: string,
  segment: number | null,
  signal: AbortSignal,
) => request<Cockpit>('/cockpit', { query: { area, basis, segment }, signal });
