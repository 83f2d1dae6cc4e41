import { expect, test } from 'vitest';
import { commonSteps, reasonsFor, refused } from './many';

test('a step for many is one that each of them may take', () => {
  expect(commonSteps([])).toEqual([]);
  expect(commonSteps([{ can: ['verify', 'decline'] }])).toEqual(['verify', 'decline']);
  expect(commonSteps([{ can: ['verify', 'decline'] }, { can: ['contact', 'decline'] }])).toEqual(['decline']);
});

test('those that were refused are named with the reason', () => {
  const rows = [
    { id: 1, person: '甲' },
    { id: 2, person: '乙' },
  ];
  const done = {
    done: 1,
    results: [
      { id: 1, state: 'verified' },
      { id: 2, problem: '已由别人处理', code: 'lead-step-refused' },
    ],
  };
  expect(refused(rows, done)).toEqual([{ id: 2, person: '乙', why: '已由别人处理' }]);
});

test('reasons suit the kinds', () => {
  expect(reasonsFor(['stop'])).toContain('still-entitled');
  expect(reasonsFor(['start'])).toContain('waived');
  expect(reasonsFor(['start', 'stop'])).toEqual(['moved-away', 'unreachable', 'data-wrong', 'other']);
});
