import { request, requestFile } from './client';
import type { OwnTable, OwnTableDraft, TablePage, Template } from './types';

export const fetchTables = (signal: AbortSignal) => request<OwnTable[]>('/tables', { signal });
export const fetchTable = (id: number, signal?: AbortSignal) =>
  request<OwnTable>(`/tables/${id}`, signal ? { signal } : {});
export const createTable = (draft: OwnTableDraft) =>
  request<OwnTable>('/tables', { method: 'POST', json: draft });
export const changeTable = (id: number, draft: OwnTableDraft) =>
  request<OwnTable>(`/tables/${id}`, { method: 'PUT', json: draft });
export const removeTable = (id: number, version: number) =>
  request<unknown>(`/tables/${id}/remove`, { method: 'POST', json: { version } });
/** The first rows of a table that is not kept yet. */
export const lookAtTable = (draft: OwnTableDraft, purpose: string, signal: AbortSignal) =>
  request<TablePage>('/tables/look', { method: 'POST', json: { draft, purpose }, signal });
export const fetchTableRows = (
  id: number,
  page: number,
  size: number,
  purpose: string,
  signal: AbortSignal,
) => request<TablePage>(`/tables/${id}/rows`, { method: 'POST', json: { page, size, purpose }, signal });
export const exportTable = (id: number, name: string, purpose: string) =>
  requestFile(`/tables/${id}/export`, `${name}.xlsx`, { method: 'POST', json: { purpose } });
export const makeTemplate = (id: number) =>
  request<Template>(`/tables/${id}/template`, { method: 'POST', json: {} });
