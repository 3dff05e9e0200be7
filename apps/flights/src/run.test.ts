import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { delay, take } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSettings } from './options.ts';
import { flightsRun } from './run.ts';
import { someFlights } from './testing/some-flights.ts';

/** Runs until the event loop has its first turn after a flight. */
async function stoppedRun(...options: readonly string[]): Promise<void> {
  const settings = readSettings(['--bits', '6', '--runner', 'interpreter', '--json', ...options]);
  const run = flightsRun(someFlights(1000), settings);
  expect(await run.learn(run.departures$.delivered.pipe(take(1), delay(0)))).toBe(true);
}

describe('a run that is stopped', () => {
  it('writes nothing without --save', async () => {
    await stoppedRun();
    expect(existsSync('runs/flights.safetensors')).toBe(false);
  });

  it('is saved with its last flight, long before a checkpoint is due', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flights-run-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await stoppedRun('--save', folder);
    expect(latestCheckpoint(folder)).toMatch(/step-0*[1-9]\d*\./);
  });
});
