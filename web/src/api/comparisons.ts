import { request, requestFile } from './client';
import type {
  Comparison,
  ComparisonDefinition,
  Item,
  ItemList,
  ItemOutcome,
  RevealedPair,
  UploadedList,
} from './types';

export interface ItemFilter {
  state: string;
  field: number | null;
  community: string;
  show: string;
}

export const fetchComparisons = (signal: AbortSignal) => request<Comparison[]>('/comparisons', { signal });
export const fetchComparison = (id: number, signal: AbortSignal) =>
  request<Comparison>(`/comparisons/${id}`, { signal });
export function sendList(file: File): Promise<UploadedList> {
  const body = new FormData();
  body.append('file', file, file.name);
  return request<UploadedList>('/comparisons/lists', { method: 'POST', body });
}
export const createComparison = (title: string, definition: ComparisonDefinition, eachDelivery: boolean) =>
  request<Comparison>('/comparisons', {
    method: 'POST',
    json: { title, definition, each_delivery: eachDelivery },
  });
export const runComparison = (id: number) =>
  request<Comparison>(`/comparisons/${id}/runs`, { method: 'POST' });
export const archiveComparison = (id: number) =>
  request<undefined>(`/comparisons/${id}/archive`, { method: 'POST' });
export const fetchItems = (id: number, filter: ItemFilter, page: number, size: number, signal: AbortSignal) =>
  request<ItemList>(`/comparisons/${id}/items`, { query: { ...filter, page, size }, signal });
export const closeItem = (id: number, outcome: ItemOutcome) =>
  request<Item>(`/comparisons/items/${id}/close`, { method: 'POST', json: outcome });
export const revealItem = (id: number, index: number, purpose: string) =>
  request<RevealedPair>(`/comparisons/items/${id}/reveal`, { method: 'POST', json: { index, purpose } });
export const fetchItemWorkbook = (id: number, title: string, filter: ItemFilter, purpose: string) =>
  requestFile(`/comparisons/${id}/workbook`, `${title}.xlsx`, {
    method: 'POST',
    json: { ...filter, purpose },
  });
