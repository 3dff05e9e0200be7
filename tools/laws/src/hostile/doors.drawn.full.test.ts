import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { landingRange } from '@thalweg/drawn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assault, bundledDoors, findings } from './assault.ts';
import { doors } from './doors.ts';

/** Inputs of each door before a release, and those of a landing. */
const ALL = 100_000;
const SOME = 80;

const SEED = 1;

describe('hostile inputs are taken or refused by an error of ours, in bounded time and memory', () => {
  let program = '';

  beforeAll(() => {
    program = bundledDoors();
  });

  afterAll(() => rmSync(dirname(program), { recursive: true }));

  it.each(Object.keys(doors))('%s', async door => {
    const inputs = { door, seed: SEED, ...landingRange(door, ALL, SOME) };
    const outcome = await assault(program, inputs);
    expect(findings(outcome, inputs)).toBe('');
    expect(outcome.taken + outcome.refused).toBe(inputs.count);
    // Inputs that are all refused at the first look would show little.
    expect(outcome.taken).toBeGreaterThanOrEqual(Math.floor(inputs.count / 500));
  });

  it.each([
    ['model file', 1 / 2],
    ['snapshot file', 1 / 4],
  ])('of each %s that is changed, many are refused, and some are taken', async (door, refused) => {
    const outcome = await assault(program, { door, seed: SEED, count: 125 });
    expect(outcome.found).toEqual([]);
    expect([outcome.refused > 125 * refused, outcome.taken > 125 / 20]).toEqual([true, true]);
  });
});
