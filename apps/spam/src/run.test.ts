import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { answerOf } from '@thalweg/programs/answer-of';
import { delay, NEVER, take } from 'rxjs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Mail } from './data/read-mails.ts';
import { readSettings } from './settings.ts';
import { spamRun } from './run.ts';
import { someMails } from './testing/some-mails.ts';
import { figuresOf, resultLines } from './view.ts';

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

describe('the command line', () => {
  it.each([
    [['--bits', '0'], 'It must be a whole number from 1 to 26.'],
    [['--optimizer', 'adam'], "argument 'adam' is invalid. Choose from 'adagrad', 'ftrl'."],
    [['--optimizer', 'adagard'], "argument 'adagard' is invalid. Did you mean 'adagrad'?"],
    [['--delay', '-1'], 'It must be a whole number of at least 0.'],
    [['--save-every', '-1'], 'It must be a whole number of at least 1.'],
    [['--learning-rate', '0'], 'It must be a positive number, such as 0.4.'],
    [['--learning-rate', '0.3'], 'there must be an optimizer that has a rate'],
    [['--reaction', 'shadow', '--delay', '5'], 'a shadow needs labels at once'],
    [['--reaction', 'rate', '--optimizer', 'ftrl'], 'the rate of ftrl cannot be raised'],
    [['--sped'], "unknown option '--sped'"],
    [['--resume', 'nowhere'], 'the file must exist and be readable'],
  ])('refuses %j', (options, message) => {
    const { code, err } = answerOf(readSettings, ...options);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });
});

const settings = { ...readSettings(['--bits', '10', '--runner', 'interpreter']), json: false };
const mails = someMails(300);
const widest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));

describe('the view of a run', () => {
  const run = spamRun(mails, settings);
  beforeAll(() => run.learn(NEVER));

  /** The mails whose text is read. */
  function lookedAt(look: (watched: readonly Mail[]) => unknown): number[] {
    const looked = new Set<number>();
    const watched = mails.map(({ id, spam, body }) => {
      const read = (): string => (looked.add(id), body);
      return Object.defineProperty({ id, spam, body }, 'body', { get: read, enumerable: true });
    });
    look(watched);
    return [...looked];
  }

  it('looks into five mails at a redraw, and the result into a hundred', () => {
    const last = (count: number): number[] => mails.slice(-count).map(({ id }) => id);
    expect(lookedAt(watched => figuresOf(run, watched, settings))).toEqual(last(5));
    const format = { ...settings, columns: 80 };
    expect(lookedAt(watched => resultLines(run.result(), run, watched, format))).toEqual(last(100));
  });

  it('shows the words that indicate spam, and those against it', () => {
    const { spam, wanted } = figuresOf(run, mails, settings);
    expect(spam).toContain('money');
    expect(wanted).toContain('meeting');
  });

  it.each([40, 80, 200])('shows a result that fits into %d columns', columns => {
    const text = resultLines(run.result(), run, mails, { ...settings, columns });
    expect(widest(text)).toBeLessThanOrEqual(columns);
    for (const part of ['accuracy', 'prior class', 'for spam', 'money', 'drift', 'million features/s'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\d\.\d{7}/);
  });
});
