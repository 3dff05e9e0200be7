import { bareRead } from './bare-read.ts';
import { BATCH, flightsEpoch, WINDOW } from './flights-epoch.ts';
import { GROUP } from './flights-file.ts';

/** The measurements that this program prints as JSON. It needs the flag `--expose-gc`. */
export interface EpochMeasurements {
  /** Milliseconds of the clock and of processors, of each round. */
  readonly bare: readonly Spent[];
  readonly ours: readonly Spent[];
  /** The peak of memory in MB after the first bare read, and after our first epoch. */
  readonly peaks: readonly [bare: number, ours: number];
  /** The memory in MB that is kept in the middle of the second and of the last row group. */
  readonly kept: readonly [second: number, last: number];
  /** The last loss. */
  readonly loss: number;
}

/** Milliseconds that something took. */
export interface Spent {
  readonly clock: number;
  readonly processors: number;
}

const ROUNDS = 3;
const epoch = await flightsEpoch();
const bare: Spent[] = [];
const ours: Spent[] = [];
const peaks: number[] = [];
let loss = NaN;
for (let round = 0; round < ROUNDS; round++) {
  bare.push(await spent(bareRead));
  peaks.push(peak());
  ours.push(await spent(async () => (loss = await epoch())));
  peaks.push(peak());
}
const kept: number[] = [];
const steps = [1.5, 10.5].map(groups => Math.floor((groups * GROUP - WINDOW) / BATCH));
await epoch(step => {
  if (steps.includes(step)) kept.push(memory());
});
console.log(JSON.stringify({ bare, ours, peaks: peaks.slice(0, 2), kept, loss }));

async function spent(run: () => Promise<unknown>): Promise<Spent> {
  const start = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return { clock: performance.now() - start, processors: (user + system) / 1000 };
}

function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}

function memory(): number {
  // A collection waits for what the one before it still sweeps.
  for (let i = 0; i < 4; i++) (globalThis as unknown as { gc(): void }).gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
