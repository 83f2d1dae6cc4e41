import { describe, expect, it } from 'vitest';
import { minutesWord, shareWord } from './words';

describe('figures of the burden meter', () => {
  it('says minutes up to two hours, then hours', () => {
    expect([0, 0.4, 5.4, 119, 120, 150].map(minutesWord)).toEqual([
      '—',
      '不到 1 分钟',
      '5 分钟',
      '119 分钟',
      '2 小时',
      '2.5 小时',
    ]);
  });
  it('says nothing of a share before anything was measured', () => {
    expect([null, 0, 0.9, 0.8254].map(shareWord)).toEqual(['—', '0%', '90%', '82.5%']);
  });
});
