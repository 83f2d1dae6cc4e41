import { request, requestFile } from './client';
import type { KindItem, ItemsImported, KindItemsPage, Kind, KindField } from './types';

export interface KindDraft {
  name: string;
  note: string;
  fields: KindField[];
}

export const fetchKinds = (signal: AbortSignal) => request<Kind[]>('/kinds', { signal });
export const fetchKind = (id: number, signal: AbortSignal) => request<Kind>(`/kinds/${id}`, { signal });
export const createKind = (draft: KindDraft) => request<Kind>('/kinds', { method: 'POST', json: draft });
export const changeKind = (id: number, version: number, draft: KindDraft) =>
  request<Kind>(`/kinds/${id}`, { method: 'PUT', json: { version, ...draft } });
export const queryItems = (
  kind: number,
  asked: { area: string | null; page: number; size: number },
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
export const exportItems = (kind: number, area: string | null, name: string) =>
  requestFile(`/kinds/${kind}/items/export`, `${name}.xlsx`, { method: 'POST', json: { area } });
export function importItems(kind: number, file: File): Promise<ItemsImported> {
  const body = new FormData();
  body.append('file', file, file.name);
  return request<ItemsImported>(`/kinds/${kind}/items/import`, { method: 'POST', body });
}
