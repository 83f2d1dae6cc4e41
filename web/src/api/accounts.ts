import { request } from './client';
import type { Account, NewAccount } from './types';

export const fetchAccounts = (signal: AbortSignal) => request<Account[]>('/accounts', { signal });
export const createAccount = (fresh: NewAccount) =>
  request<Account>('/accounts', { method: 'POST', json: fresh });
export const resetPassword = (id: number, password: string) =>
  request<unknown>(`/accounts/${id}/password`, { method: 'POST', json: { password } });
export const setDisabled = (id: number, disabled: boolean) =>
  request<unknown>(`/accounts/${id}/disabled`, { method: 'POST', json: { disabled } });
