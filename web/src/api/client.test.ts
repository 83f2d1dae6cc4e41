import { afterEach, describe, expect, it, vi } from 'vitest';
import { fileNameOf, onSignedOut, request } from './client';
import { Problem } from './problem';

afterEach(() => {
  vi.unstubAllGlobals();
});
function answer(status: number, body: string): ReturnType<typeof vi.fn> {
  const fetch = vi.fn(() => Promise.resolve(new Response(status === 204 ? null : body, { status })));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

describe('request', () => {
  it('sends the header that proves the page, leaves out empty filters and writes JSON', async () => {
    const fetch = answer(200, '{"ok":1}');
    await expect(
      request('/x', { method: 'POST', query: { a: 1, b: '', c: null }, json: { d: 2 } }),
    ).resolves.toEqual({ ok: 1 });
    const [address, init] = fetch.mock.calls[0] as [string, RequestInit];
    expect(address).toBe('/api/x?a=1');
    expect(init.headers).toEqual({ 'x-linli': '1', 'content-type': 'application/json' });
    expect(init.body).toBe('{"d":2}');
  });
  it('throws what the service said, cells included', async () => {
    answer(
      400,
      JSON.stringify({
        code: 'cell-invalid',
        detail: '有 1 格。',
        status: 400,
        cells: [{ index: 2, message: '短' }],
      }),
    );
    const thrown = await request('/x').catch((why: unknown) => why);
    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({
      status: 400,
      code: 'cell-invalid',
      message: '有 1 格。',
      cells: [{ index: 2, message: '短' }],
    });
  });
  it('has a sentence of its own for answers of proxies and for no answer at all', async () => {
    answer(502, '<html>Bad gateway</html>');
    await expect(request('/x')).rejects.toMatchObject({ code: 'http-502' });
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.reject(new TypeError('failed'))),
    );
    await expect(request('/x')).rejects.toMatchObject({
      code: 'unreachable',
      message: '连不上服务。请检查网络是否正常，然后重试。',
    });
  });
  it('tells the page when the session is gone, but not while somebody signs in', async () => {
    const gone = vi.fn();
    onSignedOut(gone);
    answer(401, JSON.stringify({ code: 'signed-out', detail: '请登录。', status: 401 }));
    await request('/session').catch(() => undefined);
    expect(gone).not.toHaveBeenCalled();
    await request('/workbench').catch(() => undefined);
    expect(gone).toHaveBeenCalledOnce();
  });
  it('answers nothing for 204', async () => {
    answer(204, '');
    await expect(request('/session', { method: 'DELETE' })).resolves.toBeUndefined();
  });
});

describe('fileNameOf', () => {
  it('prefers the form that can carry Chinese', () => {
    expect(
      fileNameOf(`attachment; filename="x.xlsx"; filename*=UTF-8''${encodeURIComponent('退回行.xlsx')}`),
    ).toBe('退回行.xlsx');
    expect(fileNameOf('attachment; filename="a b.xlsx"')).toBe('a b.xlsx');
    expect(fileNameOf("attachment; filename*=UTF-8''%E0%A4%A")).toBeNull();
    expect(fileNameOf(null)).toBeNull();
  });
});
