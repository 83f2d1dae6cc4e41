import { describe, expect, it } from 'vitest';
import { safeNext } from './router';

describe('safeNext', () => {
  it('returns only to addresses inside this site', () => {
    expect(safeNext('/forms/requests/3?x=1')).toBe('/forms/requests/3?x=1');
    for (const foreign of [
      'https://example.com',
      '//example.com',
      '/\\example.com',
      'javascript:alert(1)',
      undefined,
      ['/a'],
    ]) {
      expect(safeNext(foreign)).toBe('/workbench');
    }
  });
});
