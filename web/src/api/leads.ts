import { request } from './client';
import type { LeadPage, LeadStepsDone, LeadStepsTaken, LeadStepTaken, LeadsPage, LeadTally } from './types';

export interface LeadFilter {
  policy?: string;
  kind?: string;
  state?: string;
  overdue?: boolean;
  area?: string;
  page: number;
  size: number;
}

export const fetchLeads = (filter: LeadFilter, signal: AbortSignal) =>
  request<LeadsPage>('/leads', { query: { ...filter }, signal });
export const fetchLead = (id: number, signal: AbortSignal) => request<LeadPage>(`/leads/${id}`, { signal });
export const fetchLeadTally = (signal: AbortSignal) => request<LeadTally[]>('/leads/tally', { signal });
export const stepLead = (id: number, step: LeadStepTaken) =>
  request<LeadPage>(`/leads/${id}/steps`, { method: 'POST', json: step });
export const stepLeads = (steps: LeadStepsTaken) =>
  request<LeadStepsDone>('/leads/steps', { method: 'POST', json: steps });
