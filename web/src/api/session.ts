import { request } from './client';
import type { About, Me } from './types';

export const fetchSession = () => request<Me>('/session');
export const signIn = (login: string, password: string) =>
  request<Me>('/session', { method: 'POST', json: { login, password } });
export const signOut = () => request<undefined>('/session', { method: 'DELETE' });
export const changePassword = (old: string, fresh: string) =>
  request<undefined>('/session/password', { method: 'POST', json: { old, new: fresh } });
export const fetchAbout = () => request<About>('/about');
