import { request } from './client';
import type { Workbench } from './types';

export const seeNotice = (id: number) =>
  request<unknown>(`/notices/${id}/seen`, { method: 'POST', json: {} });
export const fetchWorkbench = (signal: AbortSignal) => request<Workbench>('/workbench', { signal });
