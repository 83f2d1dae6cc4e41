import { request } from './client';
import type { ItemDecision, LibraryAnalysis, LibraryForm, RegistrationDraft } from './types';

export const fetchLibrary = (signal: AbortSignal) => request<LibraryForm[]>('/library', { signal });
export const registerForm = (id: number, draft: RegistrationDraft) =>
  request<LibraryForm>(`/library/${id}/registration`, { method: 'PUT', json: draft });
export const fetchAnalysis = (signal: AbortSignal) =>
  request<LibraryAnalysis>('/library/analysis', { signal });
export const fetchDecisions = (signal: AbortSignal) =>
  request<ItemDecision[]>('/library/decisions', { signal });
export const decideItems = (titles: string[], same: boolean, reason: string) =>
  request<ItemDecision>('/library/decisions', { method: 'POST', json: { titles, same, reason } });
export const undoDecision = (id: number) =>
  request<ItemDecision>(`/library/decisions/${id}/undo`, { method: 'POST', json: {} });
