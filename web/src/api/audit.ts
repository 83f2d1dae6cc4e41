import { request } from './client';
import type { AuditPage } from './types';

export const fetchAudit = (page: number, size: number, act: string, signal: AbortSignal) =>
  request<AuditPage>('/audit', { query: { page, size, act }, signal });
