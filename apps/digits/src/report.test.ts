import type { StepRecord } from '@thalweg/train';
import { Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { type Result, resultLines, shownUntil, stoppedAt, toldSteps } from './report.ts';

const confusion = Array.from({ length: 10 }, (_, digit) =>
  Array.from({ length: 10 }, (_, as) => (as === digit ? 190 + digit : (3 * digit + as) % 4)),
);
const result: Result = { testAccuracy: 0.93349, finalLoss: 0.012487279251217842, seconds: 1.9, examplesPerSecond: 61530.4, steps: 2500, confusion }; // prettier-ignore
const linesAt = (columns: number): string[] => resultLines(result, { json: false, columns }).split('\n');

describe('the result of a run', () => {
  it.each([40, 80, 200, Infinity])('fits into %d columns', columns => {
    const lines = linesAt(columns);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.at(-1)).toBe('test accuracy 0.9335');
    expect(lines.join(' ')).toContain('2500 steps, 61,530 examples/s, final loss 0.01249');
    expect(lines.join(' ')).not.toMatch(/\d\.\d{6}|in \d/);
  });

  it('is a matrix in a terminal of 80 columns, and without its borders in one of 66', () => {
    expect(linesAt(80).filter(line => /│ \d +│/.test(line))).toHaveLength(10);
    const narrow = linesAt(66);
    expect(narrow[0]).toBe('digit  → 0  → 1  → 2  → 3  → 4  → 5  → 6  → 7  → 8  → 9');
    expect(narrow[1]).toBe('0      190    1    2    3    ·    1    2    3    ·    1');
  });

  it('is a list of mistakes in a terminal of 40 columns, with the most frequent ones first', () => {
    expect(linesAt(40).slice(0, 4)).toEqual([
      'digit: correct of all, mistakes→as what',
      '0: 190 of 203, 3→3, 3→7, 2→2, 2→6, 1→1,',
      '   1→5, 1→9',
      '1: 191 of 206, 3→0, 3→4, 3→8, 2→3, 2→7,',
    ]);
  });
});

it('a stopped run tells its last step with a short loss', () => {
  expect(stoppedAt({ step: 1, loss: 2.415074348449707 }, 2500)).toBe('Stopped after step 1 of 2500: loss 2.415.');
  expect(stoppedAt(undefined, undefined)).toBe('Stopped before the first step.');
});

it.each([true, false])('says that it stopped on a line of its own, in a terminal: %s', isTTY => {
  let text = '';
  const write = (part: string): void => void (text += part);
  const [steps, stop] = [new Subject<StepRecord>(), new Subject<void>()];
  steps
    .pipe(shownUntil(stop, { total: () => 2500, stream: { isTTY, columns: 80, write } }))
    .subscribe({ complete: () => write('Stopped') });
  steps.next({ step: 1, epoch: 1, loss: 2.415 } as StepRecord);
  stop.next();
  expect(text).toMatch(/step 1\/2500[^\n]*\nStopped$/);
});

it('sends ten steps in a second, and the first one of each epoch', () => {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const told: number[] = [];
  const tell = toldSteps(({ step }) => told.push(step));
  // A step each millisecond, 250 in an epoch.
  for (let step = 1; step <= 1000; step++, clock++)
    tell({ step, epoch: 1 + Math.floor((step - 1) / 250) } as StepRecord);
  vi.restoreAllMocks();
  expect(told).toEqual([1, 101, 201, 251, 351, 451, 501, 601, 701, 751, 851, 951]);
});
