import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { answerOf } from '@thalweg/programs/answer-of';
import { delay, take } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSettings } from './data/settings.ts';
import { flightsRun, type Result, resultLines } from './run.ts';
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

describe('the command line', () => {
  it.each([
    [['--rows', '10'], "It must be a whole number of at least 1000, or 'all'."],
    [['--bits', '0'], 'It must be a whole number from 1 to 24.'],
    [['--epochs', '0'], 'It must be a whole number of at least 1.'],
    [['--runner', 'wasmm'], "argument 'wasmm' is invalid. Did you mean 'wasm'?"],
    [['--row', 'all'], "unknown option '--row'"],
    [['--resume', 'nowhere'], 'the file must exist and be readable'],
  ])('refuses %j', (options, message) => {
    const { code, err } = answerOf(readSettings, ...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('helps, with examples', () => {
    const { code, out } = answerOf(readSettings, '--help');
    expect([code, out]).toEqual([0, expect.stringContaining('npm run flights -- --rows all')]);
  });
});

const figures = { auc: 0.6837123456789, logLoss: 0.6210987654321 };
const stream = { baseRate: figures, table: figures, plain: figures, logistic: figures, factorization: figures, network: figures }; // prettier-ignore
const result: Result = { flights: 20000, withoutDelay: 1234, late: 0.29312345678, stream, batches: stream, seconds: 4.0123456789 }; // prettier-ignore
const linesAt = (columns: number): string[] =>
  resultLines(result, { json: false, report: 'report.html', columns }).split('\n');

describe('the result of a run', () => {
  it.each([40, 80, 200])('fits into %d columns', columns => {
    const lines = linesAt(columns);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.join('\n')).not.toMatch(/\d\.\d{5}/);
    expect(lines.at(-1)).toBe('Pictures: report.html');
  });

  it('has borders where they fit, and is a list in a terminal of 40 columns', () => {
    expect(linesAt(200)[0]).toMatch(/^┌─+┬/);
    expect(linesAt(80)[0]).toMatch(/^second half of the flights {2}stream: AUC {2}log loss {2}batches: AUC {2}log loss$/);
    expect(linesAt(40).slice(0, 4)).toEqual([
      'second half of the flights',
      'base rate',
      '  stream: AUC   0.6837',
      '  log loss      0.6211',
    ]);
  }); // prettier-ignore
});
