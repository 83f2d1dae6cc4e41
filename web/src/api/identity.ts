import { request } from './client';
import type {
  FoundDuplicates,
  IdentityDecided,
  IdentityHistory,
  MergeGate,
  MergePreview,
  ReviewAnswered,
  ReviewList,
  ReviewPair,
  TakenBack,
} from './types';

export type Answer = 'same' | 'different' | 'unsure';

export const fetchHistory = (person: number, signal: AbortSignal) =>
  request<IdentityHistory>(`/people/${person}/history`, { signal });
export const previewMerge = (kept: number, other: number, signal: AbortSignal) =>
  request<MergePreview>(`/people/${kept}/merge/preview`, { method: 'POST', json: { other }, signal });
export const mergePeople = (kept: number, other: number, reason: string) =>
  request<IdentityDecided>(`/people/${kept}/merge`, { method: 'POST', json: { other, reason } });
export const undoMerge = (person: number, merge: number, reason: string) =>
  request<IdentityDecided>(`/people/${person}/unmerge`, { method: 'POST', json: { merge, reason } });
export const splitOff = (person: number, records: number[], reason: string) =>
  request<IdentityDecided>(`/people/${person}/split-off`, { method: 'POST', json: { records, reason } });
export const undoSplitOff = (person: number, split_off: number, reason: string) =>
  request<IdentityDecided>(`/people/${person}/rejoin`, { method: 'POST', json: { split_off, reason } });

export const fetchPairs = (query: { state: string; page: number; size: number }, signal: AbortSignal) =>
  request<ReviewList>('/review', { query, signal });
export const fetchPair = (id: number, signal: AbortSignal) =>
  request<ReviewPair>(`/review/${id}`, { signal });
export const answerPair = (id: number, answer: Answer, remark: string) =>
  request<ReviewAnswered>(`/review/${id}/decide`, { method: 'POST', json: { answer, remark } });
export const findDuplicates = () => request<FoundDuplicates>('/review/find', { method: 'POST', json: {} });
export const setGate = (order: { precision?: number; share?: number; nightly?: boolean; open?: boolean }) =>
  request<MergeGate>('/review/gate', { method: 'POST', json: order });
export const takeBackMerges = (earlier: boolean) =>
  request<TakenBack>('/review/take-back', { method: 'POST', json: { earlier } });
