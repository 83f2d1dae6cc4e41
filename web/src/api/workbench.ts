import { request } from './client';
import type { Workbench } from './types';

export const fetchWorkbench = (signal: AbortSignal) => request<Workbench>('/workbench', { signal });
