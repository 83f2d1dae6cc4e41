import { request, requestFile } from './client';
import type { Delivery, DeliveryDetail, DeliveryList, IssueList, UndoResult } from './types';

export interface DeliveryFilter {
  page: number;
  size: number;
  state?: string;
  source?: string;
}

export function sendDelivery(file: File, source: string, asOf: string, part: boolean): Promise<Delivery> {
  const body = new FormData();
  body.append('file', file, file.name);
  if (source) body.append('source', source);
  if (asOf) body.append('as_of', asOf);
  if (part) body.append('part', 'true');
  return request<Delivery>('/deliveries', { method: 'POST', body });
}
export const fetchDeliveries = (filter: DeliveryFilter, signal: AbortSignal) =>
  request<DeliveryList>('/deliveries', { query: { ...filter }, signal });
export const fetchDelivery = (id: number, signal: AbortSignal) =>
  request<DeliveryDetail>(`/deliveries/${id}`, { signal });
export const fetchIssues = (id: number, page: number, size: number, code: string, signal: AbortSignal) =>
  request<IssueList>(`/deliveries/${id}/issues`, { query: { page, size, code }, signal });
export const fetchRefused = (id: number) => requestFile(`/deliveries/${id}/refused`, `批次${id}-退回行.xlsx`);
export const undoDelivery = (id: number) => request<UndoResult>(`/deliveries/${id}/undo`, { method: 'POST' });
export const acceptDelivery = (id: number, lasting: number[], remark: string) =>
  request<Delivery>(`/deliveries/${id}/accept`, { method: 'POST', json: { lasting, remark } });
export const rejectDelivery = (id: number, remark: string) =>
  request<Delivery>(`/deliveries/${id}/reject`, { method: 'POST', json: { remark } });
export const withdrawDelivery = (id: number) =>
  request<Delivery>(`/deliveries/${id}/withdraw`, { method: 'POST' });
