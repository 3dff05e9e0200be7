import fc from 'fast-check';
import type { RoundCounts } from '../index.ts';
import { expectReplay } from './expect-replay.ts';
import { schedules } from './schedules.ts';
import { runCluster } from './simulated-cluster.ts';

/** What happened in all runs together. */
export type Happened = Partial<Record<keyof RoundCounts | 'reigns', number>>;

/**
 * Runs random schedules. Expects of each that no process fails, that the run ends, and that all weights that were ever published are those
 * of folding the logged deltas again, to the last bit.
 */
export async function runSchedules(numRuns: number): Promise<Happened> {
  const happened: Record<string, number> = {};
  const add = (name: string, count: number): void => void (happened[name] = (happened[name] ?? 0) + count);
  await fc.assert(
    fc.asyncProperty(schedules, async schedule => {
      const run = await runCluster(schedule);
      const { counts } = await expectReplay(schedule, run);
      for (const [name, count] of Object.entries(counts)) add(name, count);
      add('reigns', new Set(run.records.map(({ epoch }) => epoch)).size);
    }),
    { numRuns, seed: 1, endOnFailure: true, verbose: 1 },
  );
  return happened;
}
