import { simulateCluster } from '@thalweg/cluster';
import { readDigits } from 'digits/read-digits';
import { beforeAll, describe, expect, it } from 'vitest';
import { COSTS } from '../scale/costs.ts';
import { readReference } from './reference.ts';
import { trainCell, type CellRun } from './train-cell.ts';

// `main.ts` runs all cells with five seeds. Here are fewer seeds, and one only where each step is a round.
const SEEDS = 2;
const reference = readReference();
const ours = new Map<string, readonly CellRun[]>();

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value) / values.length;
const accuracy = (name: string, seeds = SEEDS): number =>
  mean(
    ours
      .get(name)!
      .slice(0, seeds)
      .map(run => run.accuracy),
  );
const bytes = (name: string): number => ours.get(name)![0]!.bytesPerSample;

beforeAll(async () => {
  const digits = readDigits();
  for (const cell of reference.cells) {
    const seeds = reference.seeds.slice(0, cell.name === 'H = 1' ? 1 : SEEDS);
    const runs = [];
    for (const seed of seeds) runs.push(await trainCell(cell, { digits, reference, seed }));
    ours.set(cell.name, runs);
  }
});

describe('784-128-10 by local SGD of four workers over a log', () => {
  it.each(reference.cells)('has an accuracy within 0.01 of that of PyTorch: $name', ({ name, accuracies }) => {
    const runs = ours.get(name)!.length;
    expect(Math.abs(accuracy(name) - mean(accuracies.slice(0, runs)))).toBeLessThan(0.01);
  });

  it('learns as well with an outer step after 50 steps as with a round for each step', () => {
    expect(accuracy('H = 50, momentum 0.6', 1)).toBeGreaterThanOrEqual(accuracy('H = 1', 1));
  });

  it.each(['H = 50, all steps', 'H = 50, all steps, momentum 0.6'])(
    'learns as well as one process that takes as many steps as each worker: %s',
    name => {
      expect(accuracy(name)).toBeGreaterThanOrEqual(accuracy('one process'));
    },
  );

  it('loses less than 0.01 by deltas in 8 bits', () => {
    expect(Math.abs(accuracy('H = 50, 8 bits') - accuracy('H = 50'))).toBeLessThan(0.01);
  });

  it('transfers the bytes that the simulation of a cluster predicts', () => {
    const cluster = simulateCluster({ ...COSTS, workers: 4, every: 1 });
    expect(bytes('H = 1') / cluster.bytesPerSample).toBeCloseTo(1, 2);
  });

  it('transfers at least 40 times fewer bytes for each example with rounds of 50 steps', () => {
    expect(bytes('H = 1') / bytes('H = 50')).toBeGreaterThan(40);
  });
});
