import { NEVER } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Mail } from './data/read-mails.ts';
import { readSettings } from './options.ts';
import { spamRun } from './run.ts';
import { someMails } from './testing/some-mails.ts';
import { figuresOf, resultLines } from './view.ts';

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
    for (const part of ['accuracy', 'for spam', 'money', 'drift', 'million features/s']) expect(text).toContain(part);
    expect(text).not.toMatch(/\d\.\d{7}/);
  });
});
