import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lastValueFrom, NEVER, Observable, of, startWith, Subject, throwError } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkpoint, FileError, latestCheckpoint } from './index.ts';
import { counter } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

afterEach(() => void vi.useRealTimers());

const TOKEN = '0123456789abcdef'.repeat(2);
const lockIn = (path: string): string => join(path, '.thalweg-lock');

/** A run in a folder: what it said, and the number of subscriptions to its source. */
function begin(path: string, source$: Observable<{ step: number }> = NEVER) {
  const log = { steps: [] as number[], errors: [] as unknown[], completions: 0, subscriptions: 0 };
  const counted$ = new Observable<{ step: number }>(subscriber => {
    log.subscriptions++;
    return source$.subscribe(subscriber);
  });
  const subscription = counted$.pipe(checkpoint({ part: counter() }, { every: 1, path })).subscribe({
    next: ({ step }) => log.steps.push(step),
    error: error => log.errors.push(error),
    complete: () => log.completions++,
  });
  return { log, unsubscribe: () => subscription.unsubscribe() };
}

/** A folder with the lock of a run that last showed life so many milliseconds ago, by the time of files. */
function lockedFolder(age: number, token = TOKEN): string {
  const path = join(freshFolder(), 'run');
  mkdirSync(path);
  writeFileSync(lockIn(path), token);
  grow(path, age);
  return path;
}

/** Makes a file so many milliseconds older. */
function age(path: string, by: number): void {
  const time = new Date(statSync(path).mtimeMs - by);
  utimesSync(path, time, time);
}

function grow(path: string, age: number): void {
  const time = new Date(statSync(lockIn(path)).mtimeMs - age);
  utimesSync(lockIn(path), time, time);
}

describe('a second run in a folder', () => {
  it('is refused before its source is subscribed, and the first goes on', async () => {
    const path = join(freshFolder(), 'run');
    const step$ = new Subject<{ step: number }>();
    const first = begin(path, step$);
    const { log } = begin(path, of({ step: 1 }));
    expect(log).toMatchObject({ steps: [], errors: [expect.any(FileError)], completions: 0, subscriptions: 0 });
    expect(log.errors[0]).toMatchObject({ path });
    expect(String(log.errors[0])).toMatch(
      /run: a folder must have one run at a time, got a run that showed life \d\.\d s ago\. Wait until that run has ended, or use another folder\. If it was killed, try again in 6 s\.$/,
    );
    step$.next({ step: 1 });
    step$.complete();
    await expect.poll(() => first.log).toMatchObject({ steps: [1], errors: [], completions: 1 });
    expect(readdirSync(path)).toEqual(['step-00000001.safetensors']);
  });

  it('may begin when the first has completed, failed or was left, also from within these', async () => {
    const path = join(freshFolder(), 'run');
    begin(path, of()).unsubscribe();
    begin(
      path,
      throwError(() => new Error('broken')),
    );
    begin(path).unsubscribe();
    expect(readdirSync(path)).toEqual([]);
    const again: unknown[] = [];
    await new Promise<void>(resolve =>
      of({ step: 1 })
        .pipe(checkpoint({ part: counter() }, { every: 1, path }))
        .subscribe({
          complete: () => {
            const second = begin(path, of({ step: 2 }));
            again.push(...second.log.errors);
            second.unsubscribe();
            resolve();
          },
        }),
    );
    expect(again).toEqual([]);
    expect(latestCheckpoint(path)).toBe(join(path, 'step-00000002.safetensors'));
  });

  it('is refused whatever the clocks of the machines say', () => {
    const path = join(freshFolder(), 'run');
    const first = begin(path);
    for (const hours of [-1, 1]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 * hours });
      expect(begin(path).log.errors).toEqual([expect.any(FileError)]);
      vi.useRealTimers();
    }
    first.unsubscribe();
  });
});

describe('the lock of a run that was killed', () => {
  it('holds for three intervals of two seconds, and the error says how long to wait', () => {
    const { log } = begin(lockedFolder(4200));
    expect(String(log.errors[0])).toMatch(/a run that showed life 4\.\d s ago\. .* try again in 2 s\.$/);
  });

  it.each([TOKEN, '', 'half a tok'])('is taken over after that, whatever it says: %j', token => {
    const path = lockedFolder(6100, token);
    writeFileSync(join(path, `.thalweg-run-${TOKEN}.tmp`), 'half a checkpoint');
    const { log, unsubscribe } = begin(path);
    expect(log).toMatchObject({ errors: [], subscriptions: 1 });
    expect(readFileSync(lockIn(path), 'utf8')).toMatch(/^[\da-f]{32} /);
    // Nobody else writes checkpoints: what it left is removed at once.
    expect(readdirSync(path)).toEqual(['.thalweg-lock']);
    unsubscribe();
    expect(readdirSync(path)).toEqual([]);
  });

  it('is taken over when its time is far ahead, as after the clock of a disk was set back', () => {
    expect(begin(lockedFolder(-60_000)).log.errors).toEqual([]);
  });

  it('is not taken over while another run does so, and is when that one died too', () => {
    const path = lockedFolder(6100);
    const claim = join(path, `.thalweg-${TOKEN}.tmp`);
    writeFileSync(claim, '');
    expect(begin(path).log.errors).toEqual([expect.any(FileError)]);
    age(claim, 7000);
    expect(begin(path).log.errors).toEqual([]);
    expect(readdirSync(path)).toEqual(['.thalweg-lock']);
  });

  it('is reported with the life of the run that takes it over, not as one that lives', () => {
    const path = lockedFolder(60_000);
    writeFileSync(join(path, `.thalweg-${TOKEN}.tmp`), '');
    age(join(path, `.thalweg-${TOKEN}.tmp`), 4200);
    expect(String(begin(path).log.errors[0])).toMatch(/showed life 4\.\d s ago\. .* try again in 2 s\.$/);
  });
});

describe('a run', () => {
  it('shows life every two seconds, also between two steps', async () => {
    const path = join(freshFolder(), 'run');
    const { unsubscribe } = begin(path);
    grow(path, 5000);
    const before = statSync(lockIn(path)).mtimeMs;
    await expect.poll(() => statSync(lockIn(path)).mtimeMs - before).toBeGreaterThan(4900);
    unsubscribe();
  });

  it('shows life with its records where its source leaves the event loop no turn', () => {
    const path = join(freshFolder(), 'run');
    vi.useFakeTimers({ toFake: ['performance'] });
    const ages: number[] = [];
    const source$ = new Observable<{ step: number }>(subscriber => {
      for (let step = 1; step <= 3; step++) {
        grow(path, 5000);
        const before = statSync(lockIn(path)).mtimeMs;
        vi.advanceTimersByTime(step === 2 ? 3001 : 1);
        subscriber.next({ step });
        ages.push(statSync(lockIn(path)).mtimeMs - before);
      }
    });
    begin(path, source$).unsubscribe();
    expect(ages.map(age => age > 4900)).toEqual([false, true, false]);
  });

  it('stops with an error and writes nothing more when another run has taken its lock over', async () => {
    const path = join(freshFolder(), 'run');
    const step$ = new Subject<{ step: number }>();
    const { log } = begin(path, step$);
    writeFileSync(lockIn(path), TOKEN);
    step$.next({ step: 1 });
    await expect.poll(() => log.errors).toHaveLength(1);
    expect(String(log.errors[0])).toMatch(
      /^FileError: .*run: the lock in the folder must be that of this run, got that of another run\. This run stood still for too long, or the lock was deleted: restore the newest checkpoint to continue\.$/,
    );
    expect(step$.observed).toBe(false);
    expect(readdirSync(path)).toEqual(['.thalweg-lock']);
    expect(readFileSync(lockIn(path), 'utf8')).toBe(TOKEN);
  });

  it('whose folder was deleted says so, at its next checkpoint', async () => {
    const path = join(freshFolder(), 'run');
    const step$ = new Subject<{ step: number }>();
    const { log } = begin(path, step$);
    rmSync(path, { recursive: true });
    step$.next({ step: 1 });
    await expect.poll(() => log.errors).toEqual([expect.any(FileError)]);
    expect(String(log.errors[0])).toContain('the lock in the folder must be that of this run, got none');
  });

  it('notices within an interval that its lock was taken over or deleted', async () => {
    const path = join(freshFolder(), 'run');
    const { log } = begin(path);
    writeFileSync(join(path, 'other'), TOKEN);
    const { renameSync } = await import('node:fs');
    renameSync(join(path, 'other'), lockIn(path));
    await expect.poll(() => log.errors).toEqual([expect.any(FileError)]);
  });

  it('notices at once that its folder cannot be written', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'file'), '');
    const { log } = begin(join(folder, 'file', 'run'), of({ step: 1 }));
    expect(log).toMatchObject({ steps: [], errors: [expect.any(FileError)], subscriptions: 0 });
    expect(String(log.errors[0])).toContain(`${join(folder, 'file', 'run')}: the file must be writable, got ENOTDIR`);
  });

  it('keeps no process alive by its lock alone, and leaves no timer', async () => {
    const path = join(freshFolder(), 'run');
    await lastValueFrom(of(1).pipe(startWith(0)));
    const { unsubscribe } = begin(path);
    const resources = process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
    unsubscribe();
    await wait(1);
    expect(existsSync(lockIn(path))).toBe(false);
    expect(process.getActiveResourcesInfo().filter(name => name === 'Timeout').length).toBeLessThanOrEqual(resources);
  });
});
