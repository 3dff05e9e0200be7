import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOf, runFlights } from './testing/flights-program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flights-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it.each([
    [['--row', 'all'], "unknown option '--row'"],
    [['--data', 'nowhere.csv'], 'nowhere.csv'],
    [['--rows', '1000', '--delay', 'dealy'], "Did you mean 'delay'?"],
    [['--rows', '1000', '--report', 'nowhere/at/all.html'], 'nowhere/at/all.html'],
  ])('ends with a message for %s', async (options, message) => {
    const { code, err } = await runFlights(...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('shows a table to people, and writes the report', async () => {
    const report = join(folder, 'some.html');
    const { code, out, err } = await runFlights('--rows', '2000', '--bits', '8', '--report', report);
    expect([code, err]).toEqual([0, '']);
    for (const line of ['table of airport and hour', 'factorization machine', '2,000 flights'])
      expect(out).toContain(line);
    expect(existsSync(report)).toBe(true);
    expect(existsSync('runs/flights.safetensors')).toBe(false);
  });
});

describe('the interpreter', () => {
  it('gives what compiled code gives, but for roundings', async () => {
    const options = ['--rows', '3000', '--bits', '10', '--report', join(tmpdir(), 'interpreted.html')];
    const [compiled, interpreted] = [
      await figuresOf(...options),
      await figuresOf(...options, '--runner', 'interpreter'),
    ];
    for (const name of ['plain', 'logistic', 'factorization', 'network'] as const)
      expect(interpreted.stream[name].logLoss).toBeCloseTo(compiled.stream[name].logLoss, 3);
    for (const name of ['logistic', 'factorization', 'network'] as const)
      expect(interpreted.batches[name].logLoss).toBeCloseTo(compiled.batches[name].logLoss, 3);
  });
});
