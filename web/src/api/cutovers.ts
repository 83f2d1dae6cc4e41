import { request } from './client';
import type { Cutover, CutoverCheck, CutoverRolledBack } from './types';

function bodyOf(map: File, tables: File[]): FormData {
  const body = new FormData();
  body.append('map', map, map.name);
  for (const table of tables) body.append('file', table, table.name);
  return body;
}
export const fetchCutovers = (signal: AbortSignal) => request<Cutover[]>('/cutovers', { signal });
export const checkCutover = (map: File, tables: File[]) =>
  request<CutoverCheck>('/cutovers/check', { method: 'POST', body: bodyOf(map, tables) });
export const runCutover = (map: File, tables: File[]) =>
  request<CutoverCheck>('/cutovers', { method: 'POST', body: bodyOf(map, tables) });
export const rollBackCutover = (id: number) =>
  request<CutoverRolledBack>(`/cutovers/${id}/roll-back`, { method: 'POST' });
