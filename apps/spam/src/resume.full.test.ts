import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { drawnMoments, someOf } from '@thalweg/programs/fault-runs';
import { ageLock } from '@thalweg/programs/killed-often';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from './run.ts';
import { figuresOf, runSpam, startSpam } from './testing/spam-program.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'spam-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The figures that do not depend on the clock. */
const reached = ({ accuracy, auc, logLoss, mails, drifts, recovery }: Result) => ({
  accuracy,
  auc,
  logLoss,
  mails,
  drifts,
  recovery,
});

describe(`a run that was stopped, ${drawnMoments()}`, () => {
  const signals = someOf(['SIGKILL', 'SIGINT'] as const);
  const SMALL = ['--bits', '10', '--delay', '150', '--drift', '--reaction', 'forget', '--save-every', '100'];
  let whole: Result;
  let state: Buffer;
  beforeAll(async () => {
    const folder = join(root, 'whole');
    whole = await figuresOf(...SMALL, '--save', folder);
    state = readFileSync(latestCheckpoint(folder)!);
  });

  /** Starts a run and stops it by a signal when so many mails have been saved, or soon after. */
  async function stopped(folder: string, signal: NodeJS.Signals, mail: number, wait: number): Promise<string> {
    const { child, ended } = startSpam(...SMALL, '--save', folder);
    const saved = (): number => Number(/step-0*(\d+)/.exec(latestCheckpoint(folder) ?? '')?.[1] ?? 0);
    while (saved() < mail && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 2));
    await new Promise(resolve => setTimeout(resolve, wait));
    child.kill(signal);
    const { out } = await ended;
    if (signal === 'SIGKILL') ageLock(folder);
    return out;
  }

  // Mails and waits that no one chose to fit; where a run had ended before, it is resumed at its end.
  const moments = [100, 400, 900, 1500, 2200, 2900, 3100, 3700, 4600, 5500].map(
    (mail, i) => [mail, (7 * i) % 11] as const,
  );
  it.runIf(signals.includes('SIGKILL')).each(someOf(moments))(
    'by SIGKILL after mail %d goes on to the same figures and the same state',
    async (mail, wait) => {
      const folder = join(root, `kill-${mail}`);
      await stopped(folder, 'SIGKILL', mail, wait);
      expect(reached(await figuresOf('--resume', folder))).toEqual(reached(whole));
      expect(readFileSync(latestCheckpoint(folder)!).equals(state)).toBe(true);
    },
  );

  it.runIf(signals.includes('SIGINT'))(
    'by Ctrl-C says where it can be gone on with, and its state is saved',
    async () => {
      const folder = join(root, 'ctrl-c');
      const out = await stopped(folder, 'SIGINT', 1000, 0);
      expect(out).toContain(`Stopped. Continue with --resume ${folder}`);
      expect(reached(await figuresOf('--resume', folder))).toEqual(reached(whole));
    },
  );

  it('refuses other settings, a damaged file, and a new run where there is one already', async () => {
    const folder = join(root, 'whole');
    const other = await runSpam('--resume', folder, '--bits', '12');
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('the run has bits 10, got 12.')]);
    const file = join(root, 'damaged.safetensors');
    const bytes = readFileSync(latestCheckpoint(folder)!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    const damaged = await runSpam('--resume', file);
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining('checksum')]);
    const again = await runSpam(...SMALL, '--save', folder);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('must continue from the newest checkpoint')]);
  });
});
