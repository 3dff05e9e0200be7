import { figuresIn, startProgram } from '@thalweg/programs/program';
import { beforeAll, expect, test } from 'vitest';
import type { EpochMemory } from './measure-epoch.ts';

let measured: EpochMemory;
beforeAll(async () => {
  measured = await figuresIn<EpochMemory>(startProgram(new URL('measure-epoch.ts', import.meta.url), []).ended);
});

test('an epoch of three million rows has a peak of memory at most 100 MB above that of the bare read of its columns', () => {
  const [bare, ours] = measured.peaks;
  expect(ours - bare).toBeLessThan(100);
});

test('it keeps as much memory in the second row group as in the last', () => {
  const [second, last] = measured.kept;
  expect(Math.abs(last - second)).toBeLessThan(1);
});

test('it learns', () => {
  // Always the base rate gives a loss of 0.49.
  expect(measured.loss).toBeLessThan(0.485);
});
