import { describe, expect, it } from 'vitest';
import { lineOf, machineWith, missingLineOf, TABLE_HEAD } from './report.ts';

const columns = (line: string): number => line.split('|').length - 2;

describe('the report', () => {
  it('has a line of the table for each row', () => {
    const row = { workload: 'Adam step', peer: 'pytorch', microseconds: 301.23, ratio: 4.118 };
    expect(lineOf(row)).toBe('| Adam step | pytorch | 301.2 | 4.12 |  |');
    expect(lineOf({ ...row, ratio: null }, '✗ faster')).toBe('| Adam step | pytorch | 301.2 | – | ✗ faster |');
    expect(columns(TABLE_HEAD.split('\n')[0]!)).toBe(columns(lineOf(row)));
  });

  it('says in the table which peer is missing and why, on one line of as many columns', () => {
    const line = missingLineOf({ workload: 'Adam step', peer: 'pytorch', reason: 'a | b' });
    expect(line).toBe('| Adam step | pytorch | missing | – | a / b |');
    expect(columns(line)).toBe(5);
  });

  it('names the machine', () => {
    expect(machineWith('libopenblas')).toEqual({
      cpu: expect.any(String) as string,
      cores: expect.any(Number) as number,
      node: process.version,
      blas: 'libopenblas',
    });
    expect(machineWith(undefined).blas).toBeNull();
  });
});
