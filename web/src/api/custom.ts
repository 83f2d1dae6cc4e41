import { request, requestFile } from './client';
import type {
  CodeTable,
  ItemHistory,
  ItemImport,
  ItemsImported,
  ItemsUndone,
  Kind,
  KindField,
  KindItem,
  KindItemsPage,
} from './types';

export interface KindDraft {
  name: string;
  note: string;
  fields: KindField[];
}

/** Which objects a list or a workbook is about; searched texts travel in the body, never in an address. */
export interface ItemsAsked {
  area: string | null;
  known_on: string | null;
  removed: boolean;
  text: string | null;
  choices: Record<string, string>;
  sort: string | null;
  descending: boolean;
}

export const fetchKinds = (archived: boolean, signal: AbortSignal) =>
  request<Kind[]>('/kinds', { query: archived ? { archived } : {}, signal });
export const archiveKind = (id: number, archived: boolean) =>
  request<Kind>(`/kinds/${id}/archive`, { method: 'POST', json: { archived } });
export const fetchCodeTable = (id: string) => request<CodeTable>(`/code-tables/${encodeURIComponent(id)}`);
export const fetchKind = (id: number, signal: AbortSignal) => request<Kind>(`/kinds/${id}`, { signal });
export const createKind = (draft: KindDraft) => request<Kind>('/kinds', { method: 'POST', json: draft });
export const changeKind = (id: number, version: number, draft: KindDraft) =>
  request<Kind>(`/kinds/${id}`, { method: 'PUT', json: { version, ...draft } });
export const queryItems = (
  kind: number,
  asked: ItemsAsked & { page: number; size: number },
  signal: AbortSignal,
) => request<KindItemsPage>(`/kinds/${kind}/items/query`, { method: 'POST', json: asked, signal });
export const createItem = (kind: number, area: string | null, values: Record<string, string>) =>
  request<KindItem>(`/kinds/${kind}/items`, { method: 'POST', json: { area, values } });
export const changeItem = (
  kind: number,
  item: KindItem,
  area: string | null,
  values: Record<string, string>,
) =>
  request<KindItem>(`/kinds/${kind}/items/${item.id}`, {
    method: 'PATCH',
    json: { version: item.version, area, values },
  });
export const removeItem = (kind: number, item: number) =>
  request<unknown>(`/kinds/${kind}/items/${item}`, { method: 'DELETE' });
export const exportItems = (kind: number, asked: ItemsAsked, name: string) =>
  requestFile(`/kinds/${kind}/items/export`, `${name}.xlsx`, { method: 'POST', json: asked });
export const fetchItemHistory = (kind: number, item: number, signal: AbortSignal) =>
  request<ItemHistory>(`/kinds/${kind}/items/${item}/history`, { signal });
export const restoreItem = (kind: number, item: number, version: number, to: number) =>
  request<KindItem>(`/kinds/${kind}/items/${item}/restore`, { method: 'POST', json: { version, to } });
export const fetchImports = (kind: number, signal: AbortSignal) =>
  request<ItemImport[]>(`/kinds/${kind}/imports`, { signal });
export const undoImport = (kind: number, batch: number) =>
  request<ItemsUndone>(`/kinds/${kind}/imports/${batch}/undo`, { method: 'POST' });
export function importItems(kind: number, file: File): Promise<ItemsImported> {
  const body = new FormData();
  body.append('file', file, file.name);
  return request<ItemsImported>(`/kinds/${kind}/items/import`, { method: 'POST', body });
}
