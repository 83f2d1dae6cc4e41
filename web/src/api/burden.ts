import { request } from './client';
import type { Burden } from './types';

export const fetchBurden = (from: string, to: string, area: string, signal: AbortSignal) =>
  request<Burden>('/burden', { query: { from, to, area }, signal });
