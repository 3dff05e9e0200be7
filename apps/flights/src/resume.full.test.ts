import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { drawnMoments, someOf } from '@thalweg/programs/fault-runs';
import { ageLock } from '@thalweg/programs/killed-often';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from './run.ts';
import { figuresOf, runFlights, startFlights } from './testing/flights-program.ts';

const ROWS = 8000;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'flights-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The figures that do not depend on the clock. */
const reached = ({ seconds: _, ...figures }: Result) => figures;

describe(`a run that was stopped, ${drawnMoments()}`, () => {
  const signals = someOf(['SIGKILL', 'SIGINT'] as const);
  const options = (name: string): string[] => [
    ...['--rows', String(ROWS), '--bits', '10', '--epochs', '30', '--save-every', '60'],
    ...['--save', join(root, name), '--report', join(root, `${name}.html`)],
  ];
  let whole: Result;
  let state: Buffer;
  let report: string;
  beforeAll(async () => {
    whole = await figuresOf(...options('whole'));
    state = readFileSync(latestCheckpoint(join(root, 'whole'))!);
    report = readFileSync(join(root, 'whole.html'), 'utf8');
  });

  /** Starts a run and stops it by a signal when it has saved so many flights and steps, or soon after. */
  async function stopped(name: string, signal: NodeJS.Signals, step: number, wait: number): Promise<string> {
    const folder = join(root, name);
    const { child, ended } = startFlights(...options(name));
    const saved = (): number => Number(/step-0*(\d+)/.exec(latestCheckpoint(folder) ?? '')?.[1] ?? 0);
    while (saved() < step && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 2));
    await new Promise(resolve => setTimeout(resolve, wait));
    child.kill(signal);
    const { err } = await ended;
    if (signal === 'SIGKILL') ageLock(folder);
    return err;
  }

  // Moments in the stream, at its end, and in the trainings by batches, that no one chose to fit.
  const steps = [60, 700, 1900, 3300, 5200, 6900, 7980, 8040, 8300, 8700, 9100, 9400];
  it.runIf(signals.includes('SIGKILL')).each(someOf(steps.map((step, i) => [step, (7 * i) % 11] as const)))(
    'by SIGKILL after step %d goes on to the same figures, the same state and the same report',
    async (step, wait) => {
      const name = `kill-${step}`;
      const folder = join(root, name);
      await stopped(name, 'SIGKILL', step, wait);
      const html = join(root, `${name}.html`);
      expect(reached(await figuresOf('--resume', folder, '--save-every', '60', '--report', html))).toEqual(
        reached(whole),
      );
      expect(readFileSync(latestCheckpoint(folder)!).equals(state)).toBe(true);
      expect(readFileSync(html, 'utf8')).toBe(report);
    },
  );

  it.runIf(signals.includes('SIGINT'))('by Ctrl-C says how to continue, and its state is saved', async () => {
    const err = await stopped('ctrl-c', 'SIGINT', 3000, 0);
    const folder = join(root, 'ctrl-c');
    expect(err).toContain(`Stopped. Continue with --resume ${folder}`);
    expect(reached(await figuresOf('--resume', folder, '--report', join(root, 'ctrl-c.html')))).toEqual(reached(whole));
  });

  it('refuses other settings', async () => {
    const other = await runFlights('--resume', join(root, 'whole'), '--rows', '9000');
    expect([other.code, other.err]).toEqual([1, expect.stringContaining(`the run has rows ${ROWS}, got 9000.`)]);
  });
});
