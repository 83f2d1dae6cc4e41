import { request, requestFile } from './client';
import type { FigureQuestion, FigureRun } from './types';

export const fetchFigureRuns = (signal: AbortSignal) => request<FigureRun[]>('/figures', { signal });
export const fetchFigureRun = (id: number, signal: AbortSignal) =>
  request<FigureRun>(`/figures/${id}`, { signal });
export const askFigures = (question: FigureQuestion) =>
  request<FigureRun>('/figures', { method: 'POST', json: question });
export const fetchFigureWorkbook = (id: number) => requestFile(`/figures/${id}/workbook`, '统计.xlsx');
