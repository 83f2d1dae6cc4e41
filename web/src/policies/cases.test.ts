import { expect, test } from 'vitest';
import {
  addRelative,
  newCase,
  rowsOf,
  setAmount,
  setFact,
  usedFields,
  type CasePerson,
  type Expectation,
} from './cases';

test('relatives are rows below their person and can be taken out', () => {
  const person: CasePerson = { facts: {}, kin: { 父母: [{ facts: { 户籍地: '1' } }, {}] } };
  const rows = rowsOf(person);
  expect(rows.map((row) => [row.label, row.depth])).toEqual([
    ['本人', 0],
    ['父母', 1],
    ['父母', 1],
  ]);
  rows[1]?.remove?.();
  expect(person.kin?.['父母']).toHaveLength(1);
  addRelative(person, '配偶');
  expect(rowsOf(person).map((row) => row.label)).toEqual(['本人', '父母', '配偶']);
});

test('columns are the facts that some case gives', () => {
  const fields = [
    { label: '出生日期', kind: 'date', options: [] },
    { label: '残疾等级', kind: 'code', options: ['一级'] },
  ];
  const cases: CasePerson[] = [
    { facts: { 残疾等级: '一级' } },
    { facts: { 别的: '是' }, kin: { 父母: [{ facts: {} }] } },
  ];
  expect(usedFields(cases, fields).map((field) => field.label)).toEqual(['残疾等级', '别的']);
});

test('an empty fact or amount is not held', () => {
  const person: CasePerson = {};
  setFact(person, '出生日期', '1940-01-01');
  expect(person.facts).toEqual({ 出生日期: '1940-01-01' });
  setFact(person, '出生日期', '');
  expect(person.facts).toEqual({});
  const wanted: Expectation = { entitled: 'true' };
  setAmount(wanted, '津贴', '50');
  expect(wanted.amounts).toEqual({ 津贴: 50 });
  setAmount(wanted, '津贴', 'x');
  expect(wanted.amounts).toEqual({});
  expect(newCase([], '2026-11-22').name).toBe('案例 1');
});
