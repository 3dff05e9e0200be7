import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assault, bundledDoors, type Outcome } from './assault.ts';

describe('an assault finds', () => {
  let program = '';
  const kinds = ({ found }: Outcome): readonly string[] => found.map(({ what }) => what.replace(/\d+/g, 'N').split(' < ')[0]!);

  beforeAll(() => {
    program = bundledDoors(new URL('testing/broken-doors.ts', import.meta.url));
  });

  afterAll(() => rmSync(dirname(program), { recursive: true }));

  it('errors that are not ours, those that nobody can catch, and memory beyond the bound', async () => {
    expect(kinds(await assault(program, { door: 'raw', seed: 1, count: 2 }))).toEqual(Array(2).fill('TypeError: raw'));
    expect(kinds(await assault(program, { door: 'engine', seed: 1, count: 1 }))).toEqual([
      'ContractError: x: it must be, got Cannot read properties of undefined. Try.',
    ]);
    expect(kinds(await assault(program, { door: 'late', seed: 1, count: 1 }))).toEqual(['nobody could catch Error: late']);
    expect(kinds(await assault(program, { door: 'greedy', seed: 1, count: 1 }))).toEqual(['took N MiB for N bytes']);
  });

  it('inputs that end the process, after which the others go on', async () => {
    const outcome = await assault(program, { door: 'ends', seed: 1, count: 30 });
    expect(new Set(kinds(outcome))).toEqual(new Set(['ends the process: N']));
    expect([outcome.taken > 0, outcome.refused > 0]).toEqual([true, true]);
    expect(outcome.taken + outcome.refused + outcome.found.length).toBe(30);
  });

  it('inputs that take more processor time than they may', async () => {
    expect(kinds(await assault(program, { door: 'hangs', seed: 1, count: 1, seconds: 1 }))).toEqual(['takes too long']);
  });
}); // prettier-ignore
