import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Runner } from '@thalweg/graph';
import { tableRun, type Run } from '@thalweg/laws/table-run';
import { checkpoint, readSnapshot, writeSnapshot } from '@thalweg/node';
import { fillNormal, key, tensor } from '@thalweg/tensor';
import { snapshot, type Savable } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { concatMap, lastValueFrom, Observable, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { RatioRow, Size } from './ratio-row.ts';
import { bySize } from './turns.ts';

type Record = { readonly step: number };

/** The time that a stream stands still for a checkpoint. */
export const checkpointStops: RatioRow = {
  name: 'waits: the longest stop of a stream for a checkpoint of 64 MB and 100,000 objects',
  ours: 'checkpoint',
  reference: 'a file that is written in one go',
  bar: 1 / 3,
  turns: 3,
  prepare(size) {
    const part = aState(size);
    const folder = mkdtempSync(join(tmpdir(), 'stops-'));
    const [path, file] = [join(folder, 'run'), join(folder, 'a.safetensors')];
    const steps = bySize(size, 10_000, 1000);
    return {
      ours: async () => {
        const longest = await longestStop(checkpoint({ part }, { every: steps / 10, keep: 1, path }), steps);
        const { size: saved } = readSnapshot(path).parts['part']!.tensors['large']!;
        if (saved !== largeOf(size)) throw new Error(`the checkpoint must have all numbers, got ${saved}`);
        rmSync(path, { recursive: true });
        return longest;
      },
      reference: () =>
        longestStop(
          tap(({ step }) => step === 5 && writeSnapshot(file, snapshot({ part }))),
          10,
        ),
      close: () => rmSync(folder, { recursive: true }),
    };
  },
};

const largeOf = (size: Size): number => bySize(size, 12_000_000, 1_000_000);

/** Tensors in large and small pieces, and plain objects. */
function aState(size: Size): Savable {
  const large = tensor(fillNormal(new Float32Array(largeOf(size)), key(1)));
  const count = bySize(size, 2000, 20);
  const small = Object.fromEntries(Array.from({ length: count }, (_, i) => [`small${i}`, tensor(new Float64Array(1000))]));
  const records = Array.from({ length: 50 * count }, (_, i) => ({ id: `mail ${i}`, time: i, counts: [i, 1] }));
  const saved = { tensors: { large, ...small }, values: { records, times: new Float64Array(50 * count) } };
  return { save: () => saved, prepare: () => () => {} };
} // prettier-ignore

/** Returns the longest time between two records that pass an operator, in microseconds. */
async function longestStop(operator: MonoTypeOperatorFunction<Record>, count: number): Promise<number> {
  const gap = new LongestGap();
  await lastValueFrom(
    steps(count).pipe(
      operator,
      tap(() => gap.note()),
    ),
  );
  return gap.microseconds;
}

/** Steps, each in a turn of the event loop. */
function steps(count: number): Observable<Record> {
  return new Observable(subscriber => {
    void (async () => {
      for (let step = 1; step <= count && !subscriber.closed; step++) {
        await turn();
        subscriber.next({ step });
      }
      subscriber.complete();
    })();
  });
}

const COLUMNS = 64;
/** The records before the first that counts. */
const WARM_UP = 20;

/** A checkpoint of a table of 410 MB, which is not copied. */
export const tableCheckpoints: readonly RatioRow[] = [
  tableCheckpoint('interpreted', () => undefined),
  tableCheckpoint('compiled', () => wasm()),
];

function tableCheckpoint(how: string, runner: () => Runner | undefined): RatioRow {
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

const schedule = '/proc/thread-self/schedstat';

/** Returns the milliseconds that this thread has been ready to run while others had the processor; 0 if nobody knows. */
function passedOver(): number {
  return existsSync(schedule) ? Number(readFileSync(schedule, 'utf8').split(' ')[1]) / 1e6 : 0;
}

/** Measures the longest time between two calls of its function, but for what other programs took. */
class LongestGap {
  #last = NaN;
  #longest = 0;

  /** The longest one, in microseconds. */
  get microseconds(): number {
    return 1000 * this.#longest;
  }

  /** Notes that something has come to pass; with `counts` false, the time until now does not count. */
  note(counts = true): void {
    const now = performance.now() - passedOver();
    if (counts && now - this.#last > this.#longest) this.#longest = now - this.#last;
    this.#last = now;
  }
}
