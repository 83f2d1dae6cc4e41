import { describe, expect, it } from 'vitest';
import { shareWords } from './share';

describe('a share with its interval', () => {
  it('is said in words', () => {
    expect(shareWords({ value: 28 / 30, low: 0.787, high: 0.982 })).toBe('93%（在 79% 到 98% 之间）');
  });
  it('says nothing when nothing was answered', () => {
    expect(shareWords(null)).toBe('—');
    expect(shareWords(undefined)).toBe('—');
  });
});
