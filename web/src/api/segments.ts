import { request, requestFile } from './client';
import type { Segment, SegmentDraft } from './types';

export const fetchSegments = (signal: AbortSignal) => request<Segment[]>('/segments', { signal });
export const fetchSegment = (id: number, signal: AbortSignal) =>
  request<Segment>(`/segments/${id}`, { signal });
export const createSegment = (draft: SegmentDraft) =>
  request<Segment>('/segments', { method: 'POST', json: draft });
export const changeSegment = (id: number, draft: SegmentDraft) =>
  request<Segment>(`/segments/${id}`, { method: 'PUT', json: draft });
export const removeSegment = (id: number, version: number) =>
  request<unknown>(`/segments/${id}/remove`, { method: 'POST', json: { version } });
export const exportSegment = (segment: Segment, purpose: string, format: string) =>
  requestFile(`/segments/${segment.id}/export`, `${segment.name}.${format}`, {
    method: 'POST',
    json: { purpose, format },
  });
