import { takenRuns } from '@thalweg/drawn';
import { sgd } from '@thalweg/optim';
import { expect, it } from 'vitest';
import { replayRounds } from '../index.ts';
import { runSchedules } from '../testing/run-schedules.ts';
import { RUN, runCluster, type Schedule } from '../testing/simulated-cluster.ts';
import { bytesOf, classifier } from '../testing/toy.ts';

const RUNS = takenRuns(8);

it('whatever happens, all published weights are those of folding the logged deltas again, to the last bit', async () => {
  const { folded } = await runSchedules(RUNS);
  expect(folded).toBeGreaterThan(RUNS);
});

const quiet: Schedule = {
  seed: 3,
  workers: 2,
  leaders: 1,
  rounds: 3,
  every: 2,
  compress: 'none',
  stateEvery: 2,
  patience: 5000,
  faults: { delay: 10 },
  kills: [],
  stalls: [],
};

it('another outer step, or other deltas, have other bits (control)', async () => {
  const run = await runCluster(quiet);
  const { parameters } = classifier();
  const other = classifier();
  await replayRounds(other.loss, sgd({ learningRate: 0.99 }), { log: run.log, name: RUN });
  expect(bytesOf(other.parameters)).not.toEqual(run.parameters);
  expect(run.parameters).not.toEqual(bytesOf(parameters));
  expect((await runCluster({ ...quiet, every: 3 })).parameters).not.toEqual(run.parameters);
  expect((await runCluster(quiet)).parameters).toEqual(run.parameters);
});
