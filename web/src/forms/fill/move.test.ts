import { describe, expect, it } from 'vitest';
import { moved } from './move';

const size = { rows: 5, columns: 3, page: 4 };

describe('moved', () => {
  it('goes down with Enter and up with Shift+Enter, and stays inside the form', () => {
    expect(moved({ row: 1, column: 2 }, 'Enter', false, size)).toEqual({ row: 2, column: 2 });
    expect(moved({ row: 0, column: 2 }, 'Enter', true, size)).toEqual({ row: 0, column: 2 });
    expect(moved({ row: 4, column: 2 }, 'Enter', false, size)).toEqual({ row: 4, column: 2 });
  });
  it('wraps to the next row with Tab and back with Shift+Tab', () => {
    expect(moved({ row: 1, column: 2 }, 'Tab', false, size)).toEqual({ row: 2, column: 0 });
    expect(moved({ row: 2, column: 0 }, 'Tab', true, size)).toEqual({ row: 1, column: 2 });
  });
  it('lets Tab leave the grid at its ends', () => {
    expect(moved({ row: 4, column: 2 }, 'Tab', false, size)).toBeNull();
    expect(moved({ row: 0, column: 0 }, 'Tab', true, size)).toBeNull();
  });
  it('jumps with Ctrl and turns pages', () => {
    expect(moved({ row: 3, column: 1 }, 'Home', false, size, true)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 0, column: 1 }, 'End', false, size, true)).toEqual({ row: 4, column: 2 });
    expect(moved({ row: 0, column: 1 }, 'PageDown', false, size)).toEqual({ row: 4, column: 1 });
  });
  it('does not move for other keys', () => {
    expect(moved({ row: 0, column: 0 }, 'a', false, size)).toBeNull();
  });
});
