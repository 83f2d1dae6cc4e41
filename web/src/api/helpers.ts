import { request } from './client';
import type { HelperAsk, HelperCount, HelperNames, HelperQuery, HelperRequest } from './types';

export const countHelpers = (query: HelperQuery, signal: AbortSignal) =>
  request<HelperCount>('/helpers/count', { method: 'POST', json: query, signal });
export const fetchHelperRequests = (signal: AbortSignal) =>
  request<HelperRequest[]>('/helpers/requests', { signal });
export const askForHelpers = (asked: HelperAsk) =>
  request<HelperRequest>('/helpers/requests', { method: 'POST', json: asked });
export const decideHelpers = (id: number, approve: boolean, remark: string) =>
  request<HelperRequest>(`/helpers/requests/${id}/decide`, { method: 'POST', json: { approve, remark } });
export const nameHelpers = (id: number) =>
  request<HelperNames>(`/helpers/requests/${id}/names`, { method: 'POST', json: {} });
