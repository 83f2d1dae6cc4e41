import { request } from './client';
import type { SampleAnswer, SamplePage, SampleRow } from './types';

export const fetchSamples = (signal: AbortSignal) => request<SampleRow[]>('/samples', { signal });
export const fetchSample = (id: number, signal: AbortSignal) =>
  request<SamplePage>(`/samples/${id}`, { signal });
export const drawSample = (area: string | null) =>
  request<SamplePage>('/samples', { method: 'POST', json: area ? { area } : {} });
export const answerSample = (id: number, answers: SampleAnswer[]) =>
  request<SamplePage>(`/samples/${id}/answers`, { method: 'POST', json: { answers } });
