import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { earlyStopping, restore, snapshot, train, type StepRecord } from '@thalweg/train';
import {
  concat,
  concatMap,
  EMPTY,
  finalize,
  from,
  interval,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  Subject,
  take,
  tap,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { checkpoint, FileError, latestCheckpoint, readSnapshot, type CheckpointOptions } from './index.ts';
import { counter, countIn } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

type Record = { readonly step: number };

const broken = new Error('broken');
/** The steps of the checkpoints in a folder, in the order of their names. */
const stepsIn = (folder: string): number[] =>
  readdirSync(folder).flatMap(name => /^step-0*(\d+)\.safetensors$/.exec(name)?.slice(1).map(Number) ?? []);

/** What a subscriber was told, and which checkpoints stood when it was told. */
interface Log {
  readonly steps: number[];
  readonly standing: number[][];
  readonly errors: unknown[];
  completions: number;
}

/**
 * A run whose state is the number of the step that its source is at. A step is taken when what was due before is on disk.
 * The step 0 is an error.
 */
function run(options: Partial<CheckpointOptions> = {}) {
  const path = join(freshFolder(), 'run');
  const part = counter();
  const { every = 2, keep = 3 } = options;
  const operator = checkpoint({ part }, { every, keep, path });
  const told = async (source$: Observable<Record>, then?: (step: number) => void): Promise<Log> => {
    const log: Log = { steps: [], standing: [], errors: [], completions: 0 };
    const written = async (): Promise<void> => {
      const due = log.steps.filter(step => step % every === 0).slice(-keep);
      if (due.length === 0 || !statSync(path).isDirectory()) return;
      const isWritten = () => due.join() === stepsIn(path).slice(-due.length).join() && stepsIn(path).length <= keep;
      while (!isWritten()) await wait(1);
    };
    const counted$ = source$.pipe(
      concatMap(async record => {
        await written();
        if (record.step === 0) throw broken;
        part.count = record.step;
        return record;
      }),
    );
    await new Promise<void>(resolve =>
      counted$.pipe(operator).subscribe({
        next: ({ step }) => {
          log.steps.push(step);
          log.standing.push(statSync(path).isDirectory() ? stepsIn(path) : []);
          then?.(step);
        },
        error: error => {
          log.errors.push(error);
          resolve();
        },
        complete: () => {
          log.completions++;
          resolve();
        },
      }),
    );
    return log;
  };
  return { path, told, operator, part };
}

const steps = (from_: number, to: number): Observable<Record> =>
  from(Array.from({ length: to - from_ + 1 }, (_, i) => ({ step: from_ + i })));

describe('checkpoint', () => {
  it('passes everything on as it is, at once, and completes once', async () => {
    const records = [{ step: 1 }, { step: 2 }];
    const seen: Record[] = [];
    const passed$ = from(records).pipe(run().operator);
    const last = lastValueFrom(passed$.pipe(tap(record => seen.push(record))));
    expect(seen).toEqual(records);
    await last;
    expect(seen[0]).toBe(records[0]);
    expect(await run().told(steps(1, 5))).toMatchObject({ steps: [1, 2, 3, 4, 5], errors: [], completions: 1 });
  });

  it('writes what is due, and keeps the newest', async () => {
    const { path, told } = run({ keep: 2 });
    const { standing } = await told(steps(1, 9));
    expect(standing).toEqual([[], [], [2], [2], [2, 4], [2, 4], [4, 6], [4, 6], [6, 8]]);
    expect(readdirSync(path)).toEqual(['step-00000008.safetensors', 'step-00000009.safetensors']);
    for (const step of [8, 9]) expect(countIn(readSnapshot(join(path, `step-0000000${step}.safetensors`)))).toBe(step);
  });

  it('writes the state of the last step on completion, before it completes, unless it stands already', async () => {
    const odd = run();
    await odd.told(steps(1, 3));
    expect(stepsIn(odd.path)).toEqual([2, 3]);
    expect(countIn(readSnapshot(odd.path))).toBe(3);
    const even = run();
    await even.told(steps(1, 4));
    expect(stepsIn(even.path)).toEqual([2, 4]);
  });

  it('keeps three, or as many as the option says, or all', async () => {
    for (const [keep, standing] of [[undefined, [5, 6, 7]], [1, [7]], [Infinity, [1, 2, 3, 4, 5, 6, 7]]] as const) {
      const { path, told } = run({ every: 1, ...(keep === undefined ? {} : { keep }) });
      await told(steps(1, 7));
      expect(stepsIn(path)).toEqual(standing);
    }
  }); // prettier-ignore

  it('goes by the number of the step, not by how many it has seen', async () => {
    const { path, told } = run({ every: 10, keep: Infinity });
    await told(steps(17, 42));
    expect(stepsIn(path)).toEqual([20, 30, 40, 42]);
  });

  it('writes only at the end for Infinity', async () => {
    const { path, told } = run({ every: Infinity });
    const { standing } = await told(steps(1, 5));
    expect(standing.flat()).toEqual([]);
    expect(stepsIn(path)).toEqual([5]);
  });

  it('leaves files alone that are no checkpoints', async () => {
    const { path, told } = run({ keep: 1 });
    mkdirSync(path);
    for (const name of ['notes.txt', 'step-1.txt', 'best.safetensors']) writeFileSync(join(path, name), 'mine');
    await told(steps(1, 8));
    expect(readdirSync(path)).toEqual(['best.safetensors', 'notes.txt', 'step-00000008.safetensors', 'step-1.txt']);
  });

  it('refuses an every or keep that is no count', () => {
    for (const count of [0, -1, 1.5, NaN]) {
      expect(() => run({ every: count })).toThrow(ContractError);
      expect(() => run({ every: count })).toThrow(`checkpoint: every must be a whole number of at least 1, got ${count}.`);
      expect(() => run({ keep: count })).toThrow(`checkpoint: keep must be a whole number of at least 1, got ${count}.`);
    }
  }); // prettier-ignore
});

it('checkpoint refuses unknown options, and a path that is none', () => {
  const make = (options: object) => () => checkpoint({ part: counter() }, options as CheckpointOptions);
  expect(make({ evry: 1, path: 'a' })).toThrow("checkpoint: an option must be a known name, got 'evry'. Did you mean 'every'?");
  expect(make({ every: 1 })).toThrow("checkpoint: path must be a folder, got undefined. Try 'runs/first'.");
}); // prettier-ignore

describe('as an operator, checkpoint', () => {
  it('writes nothing for a source that is empty, and completes', async () => {
    const { path, told } = run();
    expect(await told(EMPTY)).toEqual({ steps: [], standing: [], errors: [], completions: 1 });
    expect(latestCheckpoint(path)).toBeUndefined();
  });

  it('waits for a source that never emits, and lets go of it', () => {
    let released = 0;
    const subscription = NEVER.pipe(
      finalize(() => released++),
      run().operator,
    ).subscribe();
    expect(released).toBe(0);
    subscription.unsubscribe();
    expect(released).toBe(1);
  });

  it('passes an error of its source on, once, and writes nothing more', async () => {
    const { path, told } = run();
    expect(await told(concat(steps(1, 3), steps(0, 0)))).toMatchObject({
      steps: [1, 2, 3],
      errors: [broken],
      completions: 0,
    });
    expect(stepsIn(path)).toEqual([2]);
  });

  it('lets go of its source when its subscriber has enough, and writes nothing more', () => {
    const { path, operator } = run();
    const step$ = new Subject<Record>();
    step$.pipe(operator, take(3)).subscribe();
    for (const step of [1, 2, 3, 4]) step$.next({ step });
    expect(step$.observed).toBe(false);
    expect(stepsIn(path)).toEqual([2]);
  });

  it('stops a source that would push for ever when a write fails', async () => {
    const { path, told } = run();
    const endless$ = interval(1).pipe(map(step => ({ step: step + 1 })));
    const log = await told(endless$, step => {
      if (step !== 3) return;
      rmSync(path, { recursive: true });
      writeFileSync(path, 'no folder');
    });
    expect(log).toMatchObject({ errors: [expect.any(FileError)], completions: 0 });
    // A write takes its time: any checkpoint from step 2 on may be the first to fail.
    expect(log.steps.slice(0, 3)).toEqual([1, 2, 3]);
    expect(String(log.errors[0])).toMatch(/step-\d{7}[02468]\.safetensors: the file must be writable, got E/);
  });

  it('stops a source that leaves the event loop no turn when a write fails', () => {
    const { path, operator } = run({ every: 1 });
    const began = performance.now();
    const endless$ = new Observable<Record>(subscriber => {
      for (let step = 1; !subscriber.closed && performance.now() - began < 10_000; step++) {
        if (step === 3) {
          rmSync(path, { recursive: true });
          writeFileSync(path, 'no folder');
        }
        subscriber.next({ step });
      }
    });
    const errors: unknown[] = [];
    endless$.pipe(operator).subscribe({ error: error => errors.push(error) });
    expect(errors).toEqual([expect.any(FileError)]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('gives the error of a write on completion instead of the completion', async () => {
    const { path, told } = run();
    const log = await told(steps(1, 3), step => {
      if (step !== 3) return;
      rmSync(path, { recursive: true });
      writeFileSync(path, 'no folder');
    });
    expect(log).toMatchObject({ steps: [1, 2, 3], errors: [expect.any(FileError)], completions: 0 });
  });

  it('gives the error of a part that cannot be kept', () => {
    const part = { save: () => { throw broken; }, prepare: () => () => {} }; // prettier-ignore
    const errors: unknown[] = [];
    steps(1, 2)
      .pipe(checkpoint({ part }, { every: 1, path: join(freshFolder(), 'run') }))
      .subscribe({ error: error => errors.push(error) });
    expect(errors).toEqual([broken]);
  });

  it('keeps the order when its subscriber feeds the source', async () => {
    const { path, operator } = run({ keep: Infinity });
    const step$ = new Subject<Record>();
    const seen: number[] = [];
    const ended = new Promise<void>(resolve =>
      step$.pipe(operator).subscribe({
        next: ({ step }) => {
          seen.push(step);
          if (step < 5) step$.next({ step: step + 1 });
        },
        complete: resolve,
      }),
    );
    step$.next({ step: 1 });
    step$.complete();
    await ended;
    // All steps were taken before a turn of the event loop: of those due after the first, the newest was written.
    expect([seen, stepsIn(path)]).toEqual([[1, 2, 3, 4, 5], [2, 5]]);
  }); // prettier-ignore

  it('counts anew for each subscriber', async () => {
    const { path, told } = run({ keep: Infinity });
    await told(steps(1, 3));
    await told(steps(4, 5));
    expect(stepsIn(path)).toEqual([2, 3, 4, 5]);
  });
});

describe('a folder with later checkpoints', () => {
  it('stops a run at its first step: the checkpoints of both stay as they are', async () => {
    const { path, told } = run();
    await told(steps(1, 4));
    const log = await told(steps(4, 6));
    expect(log).toMatchObject({ steps: [], completions: 0 });
    expect(String(log.errors[0])).toBe(
      `FileError: ${path}: a run must continue from the newest checkpoint in its folder, got step 4 and ${join(path, 'step-00000004.safetensors')}. ` +
        'Restore it, delete it, or use another folder.',
    );
    expect(stepsIn(path)).toEqual([2, 4]);
    expect((await told(steps(5, 6))).errors).toEqual([]);
  });
});

describe('a training', () => {
  const data = fromColumns({
    x: { data: Float32Array.from({ length: 120 }, (_, i) => Math.sin(7 * i)), shape: [3] },
    label: Int32Array.from({ length: 40 }, (_, i) => i % 2),
  });

  function training(path: string) {
    const x = input('x', ['batch', 3]);
    const logits = x.pipe(dense(6), tanh(), dropout(0.3), dense(2));
    const loss = logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32')));
    const learn = train(loss as Node<readonly []>, adam(), { sliceMs: Infinity });
    const stop = earlyStopping<StepRecord>({ of: ({ loss }) => loss, patience: 100 });
    const parts = { learn, stop };
    const steps$ = data.pipe(shuffle({ seed: 2 }), batch(8), epochs(6), learn, stop, checkpoint(parts, { every: 4, path }));
    return { parts, steps$ };
  } // prettier-ignore

  /** The records of a run; it may be cut off after a step. */
  async function recordsOf(steps$: Observable<StepRecord>, until = Infinity): Promise<StepRecord[]> {
    return lastValueFrom(steps$.pipe(take(until), toArray()));
  }

  it('goes on from its folder as if it had never stopped', async () => {
    const [alone, cut] = [join(freshFolder(), 'a'), join(freshFolder(), 'b')];
    const whole = training(alone);
    const records = await recordsOf(whole.steps$);
    expect(records).toHaveLength(30);
    expect(await recordsOf(training(cut).steps$, 14)).toEqual(records.slice(0, 14));
    // What was due last is on disk, however fast the steps were.
    expect(stepsIn(cut).at(-1)).toBe(12);

    const resumed = training(cut);
    restore(resumed.parts, readSnapshot(cut));
    expect(await recordsOf(resumed.steps$)).toEqual(records.slice(12));
    expect(stepsIn(cut).at(-1)).toBe(30);
    const [a, b] = [readSnapshot(alone), readSnapshot(cut)];
    expect(JSON.stringify(b)).toBe(JSON.stringify(a));
    expect(JSON.stringify(snapshot(whole.parts).parts['stop'])).toBe(JSON.stringify(a.parts['stop']));
  });
});
