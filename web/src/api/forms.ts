import { request, requestFile } from './client';
import type {
  BulkEdited,
  BulkRow,
  CellChange,
  CheckDraft,
  CheckView,
  FormChanges,
  FormPeriods,
  FormRequest,
  GridPage,
  GridQuery,
  GridRow,
  NewRequest,
  RequestDetail,
  RequestDraft,
  RequestPreview,
  Revealed,
  SubmissionFindings,
  SubmissionGrid,
  SubmissionRow,
  Template,
} from './types';

export type SubmissionAct = 'submit' | 'approve' | 'accept' | 'settle';

export function sendTemplate(file: File): Promise<Template[]> {
  const body = new FormData();
  body.append('file', file, file.name);
  return request<Template[]>('/templates', { method: 'POST', body });
}
export const fetchTemplates = (signal?: AbortSignal) =>
  request<Template[]>('/templates', signal ? { signal } : {});
export const fetchTemplate = (id: number, signal: AbortSignal) =>
  request<Template>(`/templates/${id}`, { signal });
export const confirmColumns = (
  id: number,
  columns: { index: number; element: string | null; output?: string | null }[],
) => request<Template>(`/templates/${id}/columns`, { method: 'PUT', json: { columns } });

export const fetchChecks = (id: number, signal: AbortSignal) =>
  request<CheckView[]>(`/templates/${id}/checks`, { signal });
export const saveChecks = (id: number, checks: CheckDraft[]) =>
  request<CheckView[]>(`/templates/${id}/checks`, { method: 'PUT', json: { checks } });

export const previewRequest = (draft: RequestDraft, signal: AbortSignal) =>
  request<RequestPreview>('/requests/preview', { method: 'POST', json: draft, signal });
export const createRequest = (fresh: NewRequest) =>
  request<FormRequest>('/requests', { method: 'POST', json: fresh });
export const fetchRequests = (signal: AbortSignal) => request<FormRequest[]>('/requests', { signal });
export const fetchRequest = (id: number, signal: AbortSignal) =>
  request<RequestDetail>(`/requests/${id}`, { signal });
export const fetchRollup = (id: number, page: number, size: number, community: string, signal: AbortSignal) =>
  request<GridPage>(`/requests/${id}/rows`, { query: { page, size, community }, signal });
export const fetchWorkbook = (id: number, title: string, purpose: string) =>
  requestFile(`/requests/${id}/workbook`, `${title}.xlsx`, { method: 'POST', json: { purpose } });
export const fetchPeriods = (id: number, signal: AbortSignal) =>
  request<FormPeriods>(`/requests/${id}/periods`, { signal });
export const repeatRequest = (
  id: number,
  draft: { rhythm: string; title: string; due: string; plea: string },
) => request<FormRequest>(`/requests/${id}/repeat`, { method: 'POST', json: draft });
export const closeRequest = (id: number) =>
  request<unknown>(`/requests/${id}/close`, { method: 'POST', json: {} });

export const fetchSubmission = (id: number, signal?: AbortSignal) =>
  request<SubmissionGrid>(`/submissions/${id}`, signal ? { signal } : {});
/** The searched text is personal data, so the question travels in the body and not in the address. */
export const fetchRows = (id: number, filter: GridQuery, signal?: AbortSignal) =>
  request<GridPage>(`/submissions/${id}/rows/query`, {
    method: 'POST',
    json: filter,
    ...(signal ? { signal } : {}),
  });
export const saveRows = (id: number, rows: BulkRow[]) =>
  request<BulkEdited>(`/submissions/${id}/rows/edit`, { method: 'POST', json: { rows } });
export const fetchChanges = (id: number, signal: AbortSignal) =>
  request<FormChanges>(`/submissions/${id}/changes`, { signal });
export const fetchFindings = (id: number, signal: AbortSignal) =>
  request<SubmissionFindings>(`/submissions/${id}/findings`, { signal });
export const addRow = (id: number, cells: CellChange[]) =>
  request<GridRow>(`/submissions/${id}/rows`, { method: 'POST', json: { cells } });
export const excludeRow = (id: number, row: number, version: number, reason: string | null) =>
  request<GridRow>(`/submissions/${id}/rows/${row}/exclude`, { method: 'POST', json: { version, reason } });
export const revealCell = (id: number, row: number, index: number, purpose: string) =>
  request<Revealed>(`/submissions/${id}/rows/${row}/reveal`, { method: 'POST', json: { index, purpose } });
export const moveSubmission = (id: number, act: SubmissionAct) =>
  request<SubmissionRow>(`/submissions/${id}/${act}`, { method: 'POST', json: {} });
export const archiveTemplate = (id: number) =>
  request<unknown>(`/templates/${id}/archive`, { method: 'POST', json: {} });
