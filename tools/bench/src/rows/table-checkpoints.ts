import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Runner } from '@thalweg/graph';
import { tableRun, type Run } from '@thalweg/laws/table-run';
import { checkpoint } from '@thalweg/node';
import { wasm } from '@thalweg/wasm';
import { concatMap, lastValueFrom, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { LongestGap } from './longest-gap.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize } from './turns.ts';

const COLUMNS = 64;
/** The records before the first that counts. */
const WARM_UP = 20;

/** A checkpoint of a table of 410 MB, which is not copied. */
export const tableCheckpoints: readonly RatioRow[] = [
  row('interpreted', () => undefined),
  row('compiled', () => wasm()),
];

function row(how: string, runner: () => Runner | undefined): RatioRow {
  return {
    name: `waits: the longest step beside a checkpoint of a table of 410 MB, ${how}`,
    ours: 'checkpoint',
    reference: 'a copy of the table between two steps',
    bar: 0.2,
    turns: 3,
    prepare(size) {
      const rows = bySize(size, 1_600_000, 16_000);
      const run = tableRun({ rows, steps: bySize(size, 3000, 300), runner: runner() });
      const folder = mkdtempSync(join(tmpdir(), 'tables-'));
      const path = join(folder, 'run');
      const table = new Float32Array(rows * COLUMNS).fill(1);
      return {
        ours: async () => {
          const saving = checkpoint({ learn: run.learn }, { every: bySize(size, 1000, 100), keep: 1, path });
          const longest = await longestGap(run, saving);
          rmSync(path, { recursive: true });
          return longest;
        },
        reference: () =>
          longestGap(
            run,
            tap(({ step }) => step % 150 === 0 && void table.slice()),
          ),
        close: () => rmSync(folder, { recursive: true }),
      };
    },
  };
}

async function longestGap(
  { learn, records }: Run,
  operator: MonoTypeOperatorFunction<{ readonly step: number }>,
): Promise<number> {
  const gap = new LongestGap();
  let taken = 0;
  const steps$ = records.pipe(
    learn,
    operator,
    tap(() => gap.note(++taken > WARM_UP + 1)),
    // A turn for the files: they are written between steps.
    concatMap(async record => (await turn(), record)),
  );
  await lastValueFrom(steps$);
  return gap.microseconds;
}
