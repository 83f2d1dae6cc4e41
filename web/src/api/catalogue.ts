import { request } from './client';
import type { AreaNode, AreasLoaded, Element, Source, TagCount } from './types';

export const fetchAreas = (under?: string) => request<AreaNode[]>('/areas', { query: { under } });
export const loadAreas = (csv: Blob) =>
  request<AreasLoaded>('/areas', { method: 'POST', body: new Blob([csv], { type: 'text/csv' }) });
export const fetchElements = () => request<Element[]>('/elements');
export const fetchSources = () => request<Source[]>('/sources');
export const fetchTags = (area: string | null, basis: string, signal: AbortSignal) =>
  request<TagCount[]>('/tags', { query: { area, basis }, signal });
