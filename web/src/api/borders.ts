import { request, requestFile } from './client';
import type { BorderHead, BorderPage, BorderTaken } from './types';

export const fetchBorders = (signal: AbortSignal) => request<BorderHead[]>('/borders', { signal });
export const fetchBorder = (id: number, signal: AbortSignal) =>
  request<BorderPage>(`/borders/${id}`, { signal });
export function createBorder(
  file: File,
  draft: { name: string; note: string; shared: boolean },
): Promise<BorderTaken> {
  const body = new FormData();
  body.append('name', draft.name);
  body.append('note', draft.note);
  body.append('shared', String(draft.shared));
  body.append('file', file, file.name);
  return request<BorderTaken>('/borders', { method: 'POST', body });
}
export const removeBorder = (id: number) => request<unknown>(`/borders/${id}/remove`, { method: 'POST' });
export const fetchBorderSheet = () => requestFile('/borders/sheet', '区划方案样表.xlsx');
