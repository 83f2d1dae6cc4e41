import { request } from './client';
import type { Contract, ContractPage, IssuedSecret, NewPull, Pull, PushSecret, SourceDue } from './types';

const of = (source: string, what: string): string => `/sources/${encodeURIComponent(source)}/${what}`;

export const fetchCalendar = (signal: AbortSignal) => request<SourceDue[]>('/contracts', { signal });
export const fetchContract = (source: string, signal: AbortSignal) =>
  request<ContractPage>(of(source, 'contract'), { signal });
export const saveContract = (source: string, version: number, remark: string, contract: Contract) =>
  request<SourceDue>(of(source, 'contract'), { method: 'PUT', json: { version, remark, contract } });
export const proposeContract = (delivery: number) =>
  request<Contract>(`/deliveries/${delivery}/contract`, { method: 'POST' });

export const fetchSecrets = (source: string, signal: AbortSignal) =>
  request<PushSecret[]>(of(source, 'secrets'), { signal });
export const issueSecret = (source: string, label: string) =>
  request<IssuedSecret>(of(source, 'secrets'), { method: 'POST', json: { label } });
export const revokeSecret = (source: string, id: number) =>
  request<unknown>(of(source, `secrets/${id}`), { method: 'DELETE' });

export const fetchPulls = (source: string, signal: AbortSignal) =>
  request<Pull[]>(of(source, 'pulls'), { signal });
export const createPull = (source: string, pull: NewPull) =>
  request<Pull>(of(source, 'pulls'), { method: 'POST', json: pull });
export const runPull = (id: number) => request<Pull>(`/pulls/${id}/run`, { method: 'POST' });
export const pausePull = (id: number, paused: boolean) =>
  request<Pull>(`/pulls/${id}/paused`, { method: 'POST', json: { paused } });
export const deletePull = (id: number) => request<unknown>(`/pulls/${id}`, { method: 'DELETE' });
