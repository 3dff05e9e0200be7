// A program that measures the memory of an epoch over three million flights in a process of its own, and prints it as JSON.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bareRead, BATCH, flightsEpoch, GROUP, WINDOW } from './flights-epoch.ts';

/** The output of the program. */
export interface EpochMemory {
  /** The peak of memory in MB after the first bare read, and after our first epoch. */
  readonly peaks: readonly [bare: number, ours: number];
  /** The memory in MB that is kept in the middle of the second and of the last row group. */
  readonly kept: readonly [second: number, last: number];
  /** The last loss. */
  readonly loss: number;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const epoch = await flightsEpoch();
await bareRead();
const bare = peak();
await epoch();
const ours = peak();
const kept: number[] = [];
const steps = [1.5, 10.5].map(groups => Math.floor((groups * GROUP - WINDOW) / BATCH));
const loss = await epoch(step => {
  if (steps.includes(step)) kept.push(memory());
});
console.log(JSON.stringify({ peaks: [bare, ours], kept: kept as [number, number], loss } satisfies EpochMemory));

function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}

function memory(): number {
  // A collection waits for what the one before it still sweeps.
  for (let i = 0; i < 4; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
