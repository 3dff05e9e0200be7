import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programOptions } from '@thalweg/programs/program';
import type { EpochMeasurements } from './measure-epoch.ts';

/** Measures an epoch over three million flights in a process of its own, which takes about half a minute. */
export async function epochMeasurements(): Promise<EpochMeasurements> {
  const program = programOptions(new URL('measure-epoch.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', ...program]);
  return JSON.parse(stdout) as EpochMeasurements;
}

/** Returns the median of the rounds, in milliseconds of processors: other programs do not add to these. */
export function medianOf(rounds: EpochMeasurements['ours']): number {
  return rounds.map(({ processors }) => processors).sort((a, b) => a - b)[rounds.length >> 1]!;
}
