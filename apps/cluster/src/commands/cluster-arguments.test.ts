import { expect, it } from 'vitest';
import type { RunSettings } from '../tasks/settings.ts';
import { clusterArguments } from './run.ts';

it('two clusters in one folder keep the snapshots of their workers apart', () => {
  const settings: RunSettings = { task: 'digits', workers: 1, every: 50, steps: 100, outer: 'nesterov', compress: 'none', seed: 1, cluster: 'first', runner: 'wasm', json: false }; // prettier-ignore
  const snapshotOf = (cluster: string): string =>
    clusterArguments({ ...settings, cluster }, 'a:1', 'runs')[1]!.argv.at(-1)!;
  expect(['first', 'second'].map(snapshotOf)).toEqual(['runs/first/w1.safetensors', 'runs/second/w1.safetensors']);
});
