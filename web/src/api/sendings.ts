import { request } from './client';
import type { FormRequest, SendingRules } from './types';

export const fetchSendingRules = (signal?: AbortSignal) =>
  request<SendingRules>('/sending-rules', signal ? { signal } : {});
export const setMinimumNotice = (days: number) =>
  request<SendingRules>('/sending-rules/notice', { method: 'PUT', json: { days } });
export const addDuty = (name: string, kind: string, field: string) =>
  request<SendingRules>('/sending-rules/duties', { method: 'POST', json: { name, kind, field } });
export const removeDuty = (id: string) =>
  request<SendingRules>(`/sending-rules/duties/${id}`, { method: 'DELETE' });
export const setBudget = (department: string, minutes: number) =>
  request<SendingRules>('/sending-rules/budgets', { method: 'PUT', json: { department, minutes } });

export const decideSending = (id: number, sending: number, approve: boolean, remark: string) =>
  request<FormRequest>(`/requests/${id}/decide`, { method: 'POST', json: { sending, approve, remark } });
export const extendRequest = (id: number, communities: string[], plea: string) =>
  request<FormRequest>(`/requests/${id}/extend`, { method: 'POST', json: { communities, plea } });
export const forwardRequest = (id: number, communities: string[], plea: string) =>
  request<FormRequest>(`/requests/${id}/forward`, { method: 'POST', json: { communities, plea } });
export const recallRequest = (id: number, areas: string[], reason: string) =>
  request<FormRequest>(`/requests/${id}/recall`, { method: 'POST', json: { areas, reason } });
export const changeDue = (id: number, due: string, plea: string) =>
  request<FormRequest>(`/requests/${id}/due`, { method: 'POST', json: { due, plea } });
/** Another stamp means that something of the request has changed. */
export const fetchStamp = (id: number, signal: AbortSignal) =>
  request<{ stamp: string }>(`/requests/${id}/stamp`, { signal });
