import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { dense, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { encodeSnapshot, snapshot, train } from '@thalweg/train';
import { lastValueFrom, Observable, Subject, tap } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkpoint, readSnapshot } from './index.ts';
import { counter, countIn } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

const filesIn = (path: string): string[] => readdirSync(path).filter(name => name.startsWith('step-'));
const fileOf = (step: number): string => `step-${String(step).padStart(8, '0')}.safetensors`;

/** A run of records that are pushed, each of which is its state. Every second step is due. */
function pushed(size = 3) {
  const path = join(freshFolder(), 'run');
  const part = counter(0, size);
  const step$ = new Subject<{ step: number }>();
  const ends: string[] = [];
  const subscription = step$.pipe(checkpoint({ part }, { every: 2, keep: Infinity, path })).subscribe({
    complete: () => ends.push('complete'),
    error: (error: unknown) => ends.push(String(error)),
  });
  const push = (...steps: number[]): void => {
    for (const step of steps) {
      part.count = step;
      step$.next({ step });
    }
  };
  return { path, push, step$, subscription, ends };
}

/** Stops the clock for a test: however busy the machine is, no push takes so long that checkpoints are written at once. */
function stopClock(): void {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  onTestFinished(() => clock.mockRestore());
}

/** More elements than are written at once. */
const LARGE = 2_000_000;

describe('a checkpoint that is written while the run goes on', () => {
  it('has the state after its step, whatever comes later', async () => {
    const path = join(freshFolder(), 'run');
    const x = input('x', ['batch', 40]);
    const loss = x.pipe(dense(400), tanh(), dense(300), tanh(), dense(3), softmaxCrossEntropy(input('label', ['batch'], 'int32')));
    const learn = train(loss as Node<readonly []>, adam());
    const data = fromColumns({
      x: { data: Float32Array.from({ length: 40 * 64 }, (_, i) => Math.sin(i)), shape: [40] },
      label: Int32Array.from({ length: 64 }, (_, i) => i % 3),
    });
    const wanted = new Map<number, Uint8Array>();
    let during = 0;
    const steps$ = data.pipe(
      shuffle({ seed: 1 }),
      batch(16),
      epochs(30),
      learn,
      tap(({ step }) => {
        if (readdirSync(path).some(name => name.endsWith('.tmp'))) during++;
        if (step % 8 === 0) wanted.set(step, encodeSnapshot(snapshot({ learn })));
      }),
      checkpoint({ learn }, { every: 8, keep: Infinity, path }),
    );
    await lastValueFrom(steps$);
    const written = filesIn(path);
    expect(written.length).toBeGreaterThan(2);
    // Some steps were taken while a file was written, or nothing is shown.
    expect(during).toBeGreaterThan(0);
    for (const name of written) {
      const step = Number(name.slice(5, 13));
      expect(Buffer.compare(readFileSync(join(path, name)), wanted.get(step)!)).toBe(0);
    }
  }); // prettier-ignore

  it('lets the next one wait, and the newest take its place', async () => {
    stopClock();
    const { path, push, ends, step$ } = pushed(LARGE);
    push(2, 4, 6, 8);
    await expect.poll(() => filesIn(path)).toEqual([fileOf(2), fileOf(8)]);
    push(9);
    step$.complete();
    await expect.poll(() => ends).toEqual(['complete']);
    expect(filesIn(path)).toEqual([fileOf(2), fileOf(8), fileOf(9)]);
    for (const step of [2, 8, 9]) expect(countIn(readSnapshot(join(path, fileOf(step))))).toBe(step);
  });

  it('delays the completion until it is on disk', async () => {
    const { path, push, ends, step$ } = pushed(LARGE);
    push(2);
    step$.complete();
    expect(ends).toEqual([]);
    await expect.poll(() => ends).toEqual(['complete']);
    expect(readdirSync(path)).toEqual([fileOf(2)]);
  });

  it('delays an error until what was due is on disk', async () => {
    stopClock();
    const { path, push, ends, step$ } = pushed(LARGE);
    push(2, 3, 4, 5);
    step$.error(new Error('broken'));
    await expect.poll(() => ends).toEqual(['Error: broken']);
    expect(readdirSync(path)).toEqual([fileOf(2), fileOf(4)]);
  });

  it.each([0, 1, 3, 10])('is written, or the newest that waits, by the time an unsubscription after %d ms returns', async delay => {
    const { path, push, subscription } = pushed(LARGE);
    push(2, 4, 5);
    if (delay > 0) await wait(delay);
    subscription.unsubscribe();
    expect(filesIn(path).at(-1)).toBe(fileOf(4));
    expect(countIn(readSnapshot(path))).toBe(4);
    // The write under way notices, and takes its file along.
    await expect.poll(() => readdirSync(path).filter(name => !name.startsWith('step-'))).toEqual([]);
  }); // prettier-ignore

  it('is abandoned without a trace when its run ends during the completion', async () => {
    const { path, push, subscription, step$, ends } = pushed(LARGE);
    push(3);
    step$.complete();
    subscription.unsubscribe();
    expect(filesIn(path)).toEqual([fileOf(3)]);
    await expect.poll(() => readdirSync(path)).toEqual([fileOf(3)]);
    expect(ends).toEqual([]);
  });
});

it('a source that leaves the event loop no turn for a tenth of a second has its checkpoints on disk before the record', () => {
  const path = join(freshFolder(), 'run');
  const part = counter();
  const standing: number[] = [];
  let began = 0;
  const blocking$ = new Observable<{ step: number }>(subscriber => {
    began = performance.now();
    for (let step = 1; performance.now() - began < 300; step++) subscriber.next({ step: (part.count = step) });
  });
  const operator = checkpoint({ part }, { every: 1, keep: 1, path });
  const subscription = blocking$.pipe(operator).subscribe(({ step }) => {
    const newest = filesIn(path).at(-1);
    if (performance.now() - began > 200) standing.push(step - Number(newest?.slice(5, 13)));
  });
  subscription.unsubscribe();
  expect(standing.length).toBeGreaterThan(0);
  expect(Math.max(...standing)).toBe(0);
});
