import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runner } from '@thalweg/graph/author';
import type { Storage } from '@thalweg/graph/engine';
import type { Source } from '@thalweg/graph';
import { checkpoint, readSnapshot } from '@thalweg/node';
import { encodeSnapshot, restore, snapshot, wireOf, type Resumable } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { concat, lastValueFrom, take, tap, throwError, type Observable } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { denseRun } from './testing/dense-run.ts';
import { tableRun, type Run } from './testing/table-run.ts';

/** 2 MB: large enough to be captured. */
const ROWS = 8192;
const STEPS = 120;
const EVERY = 20;
/** The event loop has a turn after each step, so that many steps come while a file is written. */
const sizes = { rows: ROWS, steps: STEPS, sliceMs: 0 };

type Step = { readonly step: number };

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-'));
  // A write that was given up may still be removing its file.
  onTestFinished(() => rm(folder, { recursive: true, maxRetries: 50, retryDelay: 20 }));
  return join(folder, 'run');
}

/** Returns the bytes of a snapshot after each step that is due, from a run without checkpoints. */
async function statesOf({ learn, records }: Run, ...due: readonly number[]): Promise<Map<number, Uint8Array>> {
  const states = new Map<number, Uint8Array>();
  const isDue = (step: number): boolean => due.some(every => step % every === 0);
  const keep = ({ step }: Step): unknown => isDue(step) && states.set(step, encodeSnapshot(snapshot({ learn })));
  await lastValueFrom(records.pipe(learn, tap(keep)));
  return states;
}

/** Returns how many of the files in a folder have the bytes of a state, or the name of one that has not. */
function sameFiles(path: string, states: ReadonlyMap<number, Uint8Array>): number | string {
  const names = readdirSync(path).filter(name => name.startsWith('step-'));
  const isSame = (name: string): boolean =>
    Buffer.compare(readFileSync(join(path, name)), states.get(Number(name.slice(5, 13)))!) === 0;
  return names.find(name => !isSame(name)) ?? names.length;
}

/** The storage of the table of a run. */
const storageOf = ({ learn }: Run): Storage => (wireOf(learn, 'table/vectors') as Source).sourceValue.storage!;

const runners: readonly (readonly [string, () => Runner | undefined])[] = [
  ['interpreter', () => undefined],
  ['wasm', () => wasm()],
];

describe.each(runners)('a checkpoint of tables that steps write row by row: %s', (_, runner) => {
  it.each(['sgd', 'adam'] as const)('is a snapshot of its step, whatever steps come while it is written: %s', async optimizer => {
    const options = { ...sizes, optimizer };
    const states = await statesOf(tableRun({ ...options, runner: runner() }), EVERY);
    const path = freshFolder();
    const run = tableRun({ ...options, runner: runner() });
    const { learn, records } = run;
    let during = 0;
    const saving = checkpoint({ learn }, { every: EVERY, keep: Infinity, path });
    const count = (): unknown => storageOf(run).readers !== undefined && during++;
    await lastValueFrom(records.pipe(learn, saving, tap(count)));
    expect(sameFiles(path, states)).toBeGreaterThan(1);
    // Steps were taken while the table was read, or nothing is shown.
    expect(during).toBeGreaterThan(10);
    expect(storageOf(run).readers).toBeUndefined();
  }); // prettier-ignore

  it('goes on to the same bits after it was read', async () => {
    const options = { ...sizes, optimizer: 'adam' as const };
    const whole = await statesOf(tableRun({ ...options, runner: runner() }), STEPS);
    const path = freshFolder();
    const first = tableRun({ ...options, runner: runner() });
    const saving = checkpoint({ learn: first.learn }, { every: 10, path });
    await lastValueFrom(first.records.pipe(first.learn, saving, take(55)));
    const second = tableRun({ ...options, runner: runner() });
    restore({ learn: second.learn }, readSnapshot(path));
    await lastValueFrom(second.records.pipe(second.learn));
    expect(Buffer.compare(encodeSnapshot(snapshot({ learn: second.learn })), whole.get(STEPS)!)).toBe(0);
  });

  it('is two at once, of different steps, and beside a snapshot that stays as it is', async () => {
    const states = await statesOf(tableRun({ ...sizes, runner: runner() }), 11, 13, 45, STEPS);
    const [one, other] = [freshFolder(), freshFolder()];
    const run = tableRun({ ...sizes, runner: runner() });
    const { learn, records } = run;
    let both = 0;
    let seen: Uint8Array | undefined;
    let kept: ReturnType<typeof snapshot> | undefined;
    const look = ({ step }: Step): void => {
      if (storageOf(run).readers?.length === 2) both++;
      if (step === 45) seen = encodeSnapshot((kept = snapshot({ learn })));
    };
    const steps$ = records.pipe(
      learn,
      checkpoint({ learn }, { every: 11, keep: Infinity, path: one }),
      checkpoint({ learn }, { every: 13, keep: Infinity, path: other }),
      tap(look),
    );
    await lastValueFrom(steps$);
    expect([sameFiles(one, states), sameFiles(other, states)].every(files => Number(files) > 1)).toBe(true);
    expect(both).toBeGreaterThan(0);
    expect(Buffer.compare(encodeSnapshot(kept!), seen!)).toBe(0);
    expect(Buffer.compare(seen!, states.get(45)!)).toBe(0);
    expect(storageOf(run).readers).toBeUndefined();
  });

  it.each([0, 3, 20])('is whole when the run is left %d steps after it, and lets go of the table', async later => {
    const states = await statesOf(tableRun({ ...sizes, runner: runner() }), EVERY);
    const path = freshFolder();
    const run = tableRun({ ...sizes, runner: runner() });
    const { learn, records } = run;
    // The completion of `take` unsubscribes.
    const saving = checkpoint({ learn }, { every: 40, keep: Infinity, path });
    await lastValueFrom(records.pipe(learn, saving, take(80 + later)));
    expect(readdirSync(path)).toContain('step-00000080.safetensors');
    expect(sameFiles(path, states)).toBeGreaterThan(0);
    expect(storageOf(run).readers).toBeUndefined();
  });

  it('is on disk when an error ends the run, which lets go of the table', async () => {
    const states = await statesOf(tableRun({ ...sizes, runner: runner() }), EVERY);
    const path = freshFolder();
    const run = tableRun({ ...sizes, runner: runner() });
    const { learn, records } = run;
    const broken$ = concat(
      records.pipe(learn, take(43)),
      throwError(() => new Error('broken')),
    );
    const saving = checkpoint({ learn }, { every: 20, keep: Infinity, path });
    await expect(lastValueFrom((broken$ as Observable<Step>).pipe(saving))).rejects.toThrow('broken');
    expect(readdirSync(path)).toContain('step-00000040.safetensors');
    expect(sameFiles(path, states)).toBeGreaterThan(0);
    await expect.poll(() => storageOf(run).readers).toBeUndefined();
  });

  it('lets go of the table when it cannot be written', async () => {
    const path = freshFolder();
    const run = tableRun({ ...sizes, runner: runner() });
    const { learn, records } = run;
    const saving = checkpoint({ learn }, { every: 40, path });
    const spoil = ({ step }: Step): void => {
      if (step === 20) rmSync(path, { recursive: true });
    };
    const steps$ = records.pipe(learn, tap(spoil), saving);
    await expect(lastValueFrom(steps$)).rejects.toThrow();
    expect(storageOf(run).readers).toBeUndefined();
  });

  it.each([
    ['seen by nobody', () => {}],
    ['with a subscriber', (learn: Resumable) => wireOf(learn, 'first/weight').subscribe()],
  ])('of registers that steps write whole is a snapshot of its step too, %s', async (_, look) => {
    const states = await statesOf(denseRun({ steps: 40, runner: runner() }), 10);
    const path = freshFolder();
    const { learn, records } = denseRun({ steps: 40, runner: runner() });
    look(learn);
    const saving = checkpoint({ learn }, { every: 10, keep: Infinity, path });
    await lastValueFrom(records.pipe(learn, saving));
    expect(sameFiles(path, states)).toBeGreaterThan(1);
  });

  it('of a training on rows, of which a runner takes many in one call, is a snapshot of its step', async () => {
    const options = { ...sizes, steps: 40, byRow: true };
    const states = await statesOf(tableRun({ ...options, runner: runner() }), 1);
    const path = freshFolder();
    const run = tableRun({ ...options, runner: runner() });
    const { learn, records } = run;
    const saving = checkpoint({ learn }, { every: 1, keep: Infinity, path });
    await lastValueFrom(records.pipe(learn, saving));
    expect(sameFiles(path, states)).toBeGreaterThan(1);
  });
});
