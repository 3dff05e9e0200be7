import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { earlyStopping, restore, snapshot, train, type StepRecord } from '@thalweg/train';
import { concat, EMPTY, finalize, from, NEVER, Observable, Subject, take, throwError } from 'rxjs';
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

/** A run whose state is the number of the step that its source is at. */
function run(options: Partial<CheckpointOptions> = {}) {
  const path = join(freshFolder(), 'run');
  const part = counter();
  const operator = checkpoint({ part }, { every: 2, path, ...options });
  const told = (source$: Observable<Record>, then?: (step: number) => void): Log => {
    const log: Log = { steps: [], standing: [], errors: [], completions: 0 };
    const counted$ = new Observable<Record>(subscriber =>
      source$.subscribe({
        next: record => {
          part.count = record.step;
          subscriber.next(record);
        },
        error: error => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
    counted$.pipe(operator).subscribe({
      next: ({ step }) => {
        log.steps.push(step);
        log.standing.push(latestCheckpoint(path) === undefined ? [] : stepsIn(path));
        then?.(step);
      },
      error: error => log.errors.push(error),
      complete: () => log.completions++,
    });
    return log;
  };
  return { path, told, operator, part };
}

const steps = (from_: number, to: number): Observable<Record> =>
  from(Array.from({ length: to - from_ + 1 }, (_, i) => ({ step: from_ + i })));

describe('checkpoint', () => {
  it('passes everything on as it is, and completes once', () => {
    const records = [{ step: 1 }, { step: 2 }];
    const seen: Record[] = [];
    from(records).pipe(run().operator).subscribe(record => seen.push(record));
    expect(seen[0]).toBe(records[0]);
    expect(run().told(steps(1, 5))).toMatchObject({ steps: [1, 2, 3, 4, 5], errors: [], completions: 1 });
  }); // prettier-ignore

  it('writes before it passes the record on, and keeps the newest', () => {
    const { path, told } = run({ keep: 2 });
    expect(told(steps(1, 8)).standing).toEqual([[], [2], [2], [2, 4], [2, 4], [4, 6], [4, 6], [6, 8]]);
    expect(readdirSync(path)).toEqual(['step-00000006.safetensors', 'step-00000008.safetensors']);
    for (const step of [6, 8]) expect(countIn(readSnapshot(join(path, `step-0000000${step}.safetensors`)))).toBe(step);
  });

  it('writes the state of the last step on completion, before it completes, unless it stands already', () => {
    const odd = run();
    odd.told(steps(1, 3));
    expect(stepsIn(odd.path)).toEqual([2, 3]);
    expect(countIn(readSnapshot(odd.path))).toBe(3);
    const even = run();
    even.told(steps(1, 4));
    expect(stepsIn(even.path)).toEqual([2, 4]);
    const { path, operator } = run();
    const standing: number[] = [];
    steps(1, 5)
      .pipe(operator)
      .subscribe({ complete: () => standing.push(...stepsIn(path)) });
    expect(standing).toEqual([2, 4, 5]);
  });

  it('keeps three, or as many as it is told, or all', () => {
    for (const [keep, standing] of [[undefined, [5, 6, 7]], [1, [7]], [Infinity, [1, 2, 3, 4, 5, 6, 7]]] as const) {
      const { path, told } = run({ every: 1, ...(keep === undefined ? {} : { keep }) });
      told(steps(1, 7));
      expect(stepsIn(path)).toEqual(standing);
    }
  }); // prettier-ignore

  it('goes by the number of the step, not by how many it has seen', () => {
    const { path, told } = run({ every: 10, keep: Infinity });
    told(steps(17, 42));
    expect(stepsIn(path)).toEqual([20, 30, 40, 42]);
  });

  it('writes only at the end for Infinity', () => {
    const { path, told } = run({ every: Infinity });
    expect(told(steps(1, 5)).standing.flat()).toEqual([]);
    expect(stepsIn(path)).toEqual([5]);
  });

  it('leaves files alone that are no checkpoints', () => {
    const { path, told } = run({ keep: 1 });
    mkdirSync(path);
    for (const name of ['notes.txt', 'step-1.txt', 'best.safetensors']) writeFileSync(join(path, name), 'mine');
    told(steps(1, 8));
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

describe('as an operator, checkpoint', () => {
  it('writes nothing for a source that is empty, and completes', () => {
    const { path, told } = run();
    expect(told(EMPTY)).toEqual({ steps: [], standing: [], errors: [], completions: 1 });
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

  it('passes an error of its source on, once, and writes nothing more', () => {
    const { path, told } = run();
    const failing$ = concat(
      steps(1, 3),
      throwError(() => broken),
    );
    expect(told(failing$)).toMatchObject({ steps: [1, 2, 3], errors: [broken], completions: 0 });
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

  it('stops a source that would push for ever when a write fails', () => {
    const { path, operator } = run();
    let pushed = 0;
    const endless$ = new Observable<Record>(subscriber => {
      while (!subscriber.closed) {
        if (++pushed === 3) {
          rmSync(path, { recursive: true });
          writeFileSync(path, 'no folder');
        }
        subscriber.next({ step: pushed });
      }
    });
    const [seen, errors]: [number[], unknown[]] = [[], []];
    endless$.pipe(operator).subscribe({ next: ({ step }) => seen.push(step), error: error => errors.push(error) });
    expect([seen, pushed, errors]).toEqual([[1, 2, 3], 4, [expect.any(FileError)]]);
    expect(String(errors[0])).toMatch(/step-00000004\.safetensors: the file must be writable, got E/);
  });

  it('gives the error of a write on completion instead of the completion', () => {
    const { path, told } = run();
    const log = told(steps(1, 3), step => {
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

  it('keeps the order when its subscriber feeds the source', () => {
    const { path, operator } = run({ keep: Infinity });
    const step$ = new Subject<Record>();
    const seen: number[] = [];
    step$.pipe(operator).subscribe(({ step }) => {
      seen.push(step);
      if (step < 5) step$.next({ step: step + 1 });
    });
    step$.next({ step: 1 });
    expect([seen, stepsIn(path)]).toEqual([[1, 2, 3, 4, 5], [2, 4]]);
  }); // prettier-ignore

  it('counts anew for each subscriber', () => {
    const { path, told } = run({ keep: Infinity });
    told(steps(1, 3));
    told(steps(4, 5));
    expect(stepsIn(path)).toEqual([2, 3, 4, 5]);
  });
});

describe('a folder with later checkpoints', () => {
  it('stops a run at its first step: the checkpoints of both stay as they are', () => {
    const { path, told } = run();
    told(steps(1, 4));
    const log = told(steps(4, 6));
    expect(log).toMatchObject({ steps: [], completions: 0 });
    expect(String(log.errors[0])).toBe(
      `FileError: ${path}: a run must continue from the newest checkpoint in its folder, got step 4 and ${join(path, 'step-00000004.safetensors')}. ` +
        'Restore it, delete it, or use another folder.',
    );
    expect(stepsIn(path)).toEqual([2, 4]);
    expect(told(steps(5, 6)).errors).toEqual([]);
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
  function recordsOf(steps$: Observable<StepRecord>, until = Infinity): StepRecord[] {
    const records: StepRecord[] = [];
    steps$.pipe(take(until)).subscribe(record => records.push(record));
    return records;
  }

  it('goes on from its folder as if it had never stopped', () => {
    const [alone, cut] = [join(freshFolder(), 'a'), join(freshFolder(), 'b')];
    const whole = training(alone);
    const records = recordsOf(whole.steps$);
    expect(records).toHaveLength(30);
    expect(recordsOf(training(cut).steps$, 14)).toEqual(records.slice(0, 14));
    expect(stepsIn(cut)).toEqual([4, 8, 12]);

    const resumed = training(cut);
    restore(resumed.parts, readSnapshot(cut));
    expect(recordsOf(resumed.steps$)).toEqual(records.slice(12));
    expect(stepsIn(cut)).toEqual([24, 28, 30]);
    const [a, b] = [readSnapshot(alone), readSnapshot(cut)];
    expect(JSON.stringify(b)).toBe(JSON.stringify(a));
    expect(JSON.stringify(snapshot(whole.parts).parts['stop'])).toBe(JSON.stringify(a.parts['stop']));
  });
});
