import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { checkpoint, readSnapshot } from '@thalweg/node';
import { wasm } from '@thalweg/wasm';
import { concatMap, lastValueFrom, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { expect, it } from 'vitest';
import { tableRun, type Run } from './testing/table-run.ts';

/** 410 MB. */
const ROWS = 1_600_000;

/** The records before the first that counts. */
const WARM_UP = 20;

const schedule = '/proc/thread-self/schedstat';

/** Returns the milliseconds that this thread has been ready to run while others had the processor; 0 if nobody knows. */
function passedOver(): number {
  return existsSync(schedule) ? Number(readFileSync(schedule, 'utf8').split(' ')[1]) / 1e6 : 0;
}

type Operator = MonoTypeOperatorFunction<{ readonly step: number }>;

/** Returns the longest time between two records after the tenth, in milliseconds, but for what other programs took. */
async function longestGap({ learn, records }: Run, operator: Operator): Promise<number> {
  let [last, longest, taken] = [NaN, 0, 0];
  const steps$ = records.pipe(
    learn,
    operator,
    tap(() => {
      // The system takes its time to take back the tables of former rounds, and the one that the first step has replaced.
      if (++taken === WARM_UP) globalThis.gc!();
      const now = performance.now() - passedOver();
      if (taken > WARM_UP + 1 && now - last > longest) longest = now - last;
      last = now;
    }),
    // A turn for the files: they are written between steps.
    concatMap(async record => (await turn(), record)),
  );
  await lastValueFrom(steps$);
  return longest;
}

it.each([
  ['interpreter', undefined],
  ['wasm', wasm()],
] as const)(
  'a checkpoint of a table of 410 MB stops no step for 20 ms: %s',
  { timeout: 600_000 },
  async (_, runner) => {
    const folder = mkdtempSync(join(tmpdir(), 'tables-'));
    const gaps: { with: number; without: number }[] = [];
    // The machine may do something else meanwhile: the best of three, in turns.
    for (let round = 0; round < 3; round++) {
      const run = tableRun({ rows: ROWS, steps: 3000, runner });
      const without = await longestGap(run, steps$ => steps$);
      const path = join(folder, String(round));
      const { learn } = run;
      const saving = checkpoint({ learn }, { every: 1000, keep: 1, path });
      gaps.push({ without, with: await longestGap(run, saving) });
      if (round === 0) expect(readSnapshot(path).parts['learn']!.tensors['table/vectors']!.size).toBe(ROWS * 64);
      rmSync(path, { recursive: true });
    }
    const least = (of: 'with' | 'without'): number => Math.min(...gaps.map(gap => gap[of]));
    expect(least('with') - least('without')).toBeLessThan(20);
  },
);
