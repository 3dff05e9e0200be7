import { spawn, type ChildProcess } from 'node:child_process';
import { firstValueFrom, lastValueFrom, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Death, keptRunning } from './kept-running.ts';

/** Returns a function that starts Node with a script: the n-th time, the n-th one. */
function scripts(...all: readonly string[]): () => ChildProcess {
  let started = 0;
  return () => spawn(process.execPath, ['-e', all[Math.min(started++, all.length - 1)]!], { stdio: 'pipe' });
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise(resolve => (child.exitCode ?? child.signalCode) === null ? child.on('exit', () => resolve()) : resolve()); // prettier-ignore
const { signal: never } = new AbortController();
const forEver = 'console.log("up"); setInterval(() => {}, 1000)';

describe('a process that is kept running', () => {
  it('is started again when it dies, until it ends by itself', async () => {
    const deaths: Death[] = [];
    const start = scripts('console.error("oh"); process.exit(3)', 'process.kill(process.pid, "SIGKILL")', '');
    const running = keptRunning(start, { stop: never, pauseMs: 1, died: death => deaths.push(death) });
    const children = await lastValueFrom(running.pipe(toArray()));
    expect(children.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([3, 'SIGKILL', 0]);
    expect(deaths).toEqual([
      { code: 3, signal: null, words: 'oh\n', lived: expect.any(Number) },
      { code: null, signal: 'SIGKILL', words: '', lived: expect.any(Number) },
    ]);
  });

  it('is given up with its last words if it dies again and again', async () => {
    const running = keptRunning(scripts('throw new Error("no such file")'), { stop: never, pauseMs: 1, most: 3 });
    let starts = 0;
    await expect(lastValueFrom(running.pipe(tap(() => starts++)))).rejects.toThrow('no such file');
    expect(starts).toBe(3);
  });

  it('is asked to end, and not started again', async () => {
    const stop = new AbortController();
    const polite = `process.on('SIGTERM', () => process.exit(9)); ${forEver}`;
    const running = keptRunning(scripts(polite), { stop: stop.signal, pauseMs: 1 });
    const children = await lastValueFrom(
      running.pipe(
        tap(child => child.stdout!.once('data', () => stop.abort())),
        toArray(),
      ),
    );
    expect(children.map(({ exitCode }) => exitCode)).toEqual([9]);
  });

  it('is not started again if it is asked to end between two lives', async () => {
    const stop = new AbortController();
    const running = keptRunning(scripts('process.exit(1)'), {
      stop: stop.signal,
      pauseMs: 1_000_000,
      died: () => stop.abort(),
    });
    expect(await lastValueFrom(running.pipe(toArray()))).toHaveLength(1);
  });

  it('is not started at all after it was asked to end', async () => {
    const running = keptRunning(scripts(''), { stop: AbortSignal.abort() });
    expect(await lastValueFrom(running.pipe(toArray()))).toEqual([]);
  });

  it('is killed when nobody is interested any more', async () => {
    const child = await firstValueFrom(keptRunning(scripts(forEver), { stop: never }).pipe(take(1)));
    await ended(child);
    expect(child.signalCode).toBe('SIGKILL');
  });
});
