import { Problem, isAborted, problemOf, unreachable } from './problem';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | boolean | null | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is: a form with files, or text with its own type. */
  body?: FormData | Blob;
  signal?: AbortSignal;
}

export interface Download {
  blob: Blob;
  fileName: string;
}

let signedOut: (() => void) | null = null;

/** Called once at start: what to do when the service says that nobody is signed in any more. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

function addressOf(path: string, query: Call['query']): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value != null && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

async function send(path: string, call: Call): Promise<Response> {
  // The header tells the service that the request comes from this page and not from a foreign form.
  const headers: Record<string, string> = { 'x-linli': '1' };
  if (call.json !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(addressOf(path, call.query), {
      method: call.method ?? 'GET',
      headers,
      body: call.json !== undefined ? JSON.stringify(call.json) : (call.body ?? null),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: call.signal ?? null,
    });
  } catch (thrown) {
    if (isAborted(thrown)) throw thrown;
    throw unreachable();
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status === 401 && path !== '/session') signedOut?.();
  throw problem;
}

/** One request to the service; throws `Problem` for every failure. */
export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const response = await send(path, call);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (thrown) {
    if (isAborted(thrown)) throw thrown;
    throw new Problem(response.status, 'answer-unreadable', '服务的回答不完整，请重试。');
  }
}

/** One request whose answer is a file. */
export async function requestFile(path: string, fallbackName: string, call: Call = {}): Promise<Download> {
  const response = await send(path, call);
  const fileName = fileNameOf(response.headers.get('content-disposition')) ?? fallbackName;
  return { blob: await response.blob(), fileName };
}

/** The name in a Content-Disposition header; the RFC 5987 form wins because it can carry Chinese. */
export function fileNameOf(header: string | null): string | null {
  if (!header) return null;
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (extended) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      return null;
    }
  }
  return /filename="?([^";]+)"?/i.exec(header)?.[1]?.trim() ?? null;
}
