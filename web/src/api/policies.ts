import { request } from './client';
import type {
  PaymentAudit,
  PolicyAudit,
  PolicyCases,
  PolicyChecked,
  PolicyNew,
  PolicyPage,
  PolicyRow,
  PolicyTried,
  PolicyUnknown,
} from './types';

export const fetchPolicies = (signal: AbortSignal) => request<PolicyRow[]>('/policies', { signal });
export const fetchPolicy = (id: string, signal: AbortSignal) =>
  request<PolicyPage>(`/policies/${id}`, { signal });
export const createPolicy = (made: PolicyNew) =>
  request<PolicyPage>('/policies', { method: 'POST', json: made });
export const checkPolicy = (id: string, file: unknown, signal: AbortSignal) =>
  request<PolicyChecked>(`/policies/${id}/check`, { method: 'POST', json: { file }, signal });
export const draftPolicy = (id: string, file: unknown, note: string) =>
  request<PolicyPage>(`/policies/${id}/draft`, { method: 'PUT', json: { file, note } });
export const publishPolicy = (id: string, version: number) =>
  request<PolicyPage>(`/policies/${id}/publish`, { method: 'POST', json: { version } });
export const switchPolicy = (id: string, inUse: boolean) =>
  request<PolicyPage>(`/policies/${id}/use`, { method: 'POST', json: { in_use: inUse } });
export const tryPolicy = (id: string, file: unknown) =>
  request<PolicyTried>(`/policies/${id}/try`, { method: 'POST', json: { file } });
export const auditPolicy = (id: string, area: string | null, signal: AbortSignal) =>
  request<PolicyAudit>(`/policies/${id}/audit`, { query: { area }, signal });
export const fetchUnknown = (
  id: string,
  asked: { area: string | null; page: number; size: number },
  signal: AbortSignal,
) => request<PolicyUnknown>(`/policies/${id}/unknown`, { query: asked, signal });
export const runCases = (id: string, file: unknown) =>
  request<PolicyCases>(`/policies/${id}/cases`, { method: 'POST', json: { file } });
export const fetchPaidTwice = (area: string | null, signal: AbortSignal) =>
  request<PaymentAudit>('/payments/twice', { query: { area }, signal });
