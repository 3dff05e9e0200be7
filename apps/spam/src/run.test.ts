import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { delay, take } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSettings } from './options.ts';
import { spamRun } from './run.ts';
import { someMails } from './testing/some-mails.ts';

/** Runs until the event loop has its first turn after a mail, and returns the number of mails that were learned. */
async function stoppedRun(...options: readonly string[]): Promise<number> {
  const run = spamRun(someMails(5000), readSettings(['--bits', '8', '--runner', 'interpreter', ...options]));
  expect(await run.learn(run.mails$.delivered.pipe(take(1), delay(0)))).toBe(true);
  return run.result().mails;
}

describe('a run that is stopped', () => {
  it('writes nothing without --save', async () => {
    expect(await stoppedRun()).toBeGreaterThan(0);
    expect(existsSync('runs/spam.safetensors')).toBe(false);
  });

  it('is saved with its last mail, long before a checkpoint is due', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spam-run-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const mails = await stoppedRun('--save', folder, '--save-every', '1000000');
    expect(latestCheckpoint(folder)).toMatch(new RegExp(`step-0*${mails}\\.`));
  });
});
