import { request } from './client';
import type { CellRemark, Mark, SubmissionRow, Worker } from './types';

export const fetchMarks = (id: number, signal?: AbortSignal) =>
  request<Mark[]>(`/submissions/${id}/marks`, signal ? { signal } : {});
export const answerMark = (id: number, mark: number, answer: string) =>
  request<Mark[]>(`/submissions/${id}/marks/${mark}/answer`, { method: 'POST', json: { answer } });
/** Returns or unlocks a submission: only the marked cells where there are any, else all of it. */
export const handBack = (
  id: number,
  act: 'return' | 'reopen',
  remark: string,
  cells: CellRemark[],
  plea: string,
) => request<SubmissionRow>(`/submissions/${id}/${act}`, { method: 'POST', json: { remark, cells, plea } });
export const fetchWorkers = (id: number, signal?: AbortSignal) =>
  request<Worker[]>(`/submissions/${id}/workers`, signal ? { signal } : {});
export const assignSubmission = (id: number, account: number | null) =>
  request<SubmissionRow>(`/submissions/${id}/assign`, { method: 'POST', json: { account } });
