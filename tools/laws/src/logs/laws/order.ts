import type { Log, LogEntry } from '@thalweg/log';
import { take } from 'rxjs';
import { expect } from 'vitest';
import type { LogRow } from './log-row.ts';
import { entriesOf } from '../testing/entries-of.ts';
import { bytesOf, lineOf, textOf } from '../testing/text.ts';
import { told, type Told } from '../testing/told.ts';
import { withLog } from '../testing/with-log.ts';

const TOPICS = ['deltas', 'rounds', 'rounds.late'] as const;

/** Appends from several writers at once, each waiting for itself, and returns the lines that should be read. */
async function writtenAtOnce(log: Log, writers = 6, each = 15): Promise<string[]> {
  const lines: { readonly sequence: number; readonly line: string }[] = [];
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; count < each; count++) {
      const topic = TOPICS[(writer + count) % TOPICS.length]!;
      const sequence = await log.append(topic, bytesOf(`${writer}/${count}`));
      lines.push({ sequence, line: `${topic} ${sequence} ${writer}/${count}` });
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return lines.sort((a, b) => a.sequence - b.sequence).map(({ line }) => line);
}

/** Sequences are whole numbers from 1 that grow with each entry that one writer waits for, whatever the topic. */
export async function growsWithEachEntry(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    let last = 0;
    for (let count = 0; count < 12; count++) {
      const sequence = await log.append(TOPICS[count % 3]!, bytesOf(String(count)));
      expect(Number.isSafeInteger(sequence)).toBe(true);
      expect(sequence).toBeGreaterThan(last);
      last = sequence;
    }
  });
}

/** Every reader sees all entries of its topics, in the order of the sequences that `append` returned. */
export async function hasOneOrder(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const lines = await writtenAtOnce(log);
    expect((await entriesOf(log, TOPICS)).map(lineOf)).toEqual(lines);
    expect((await entriesOf(log, [...TOPICS].reverse())).map(lineOf)).toEqual(lines);
    for (const topic of TOPICS) {
      const ofTopic = lines.filter(line => line.startsWith(`${topic} `));
      expect((await entriesOf(log, topic)).map(lineOf)).toEqual(ofTopic);
      expect((await entriesOf(log, [topic, topic])).map(lineOf)).toEqual(ofTopic);
    }
  });
}

/** Readers that look on while writers write see the same, each entry once. */
export async function looksOnWhileOthersWrite(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const early = told(log.read(TOPICS, 0));
    const late: Told<LogEntry>[] = [];
    const first = log.read('deltas', 0).subscribe(() => {
      if (late.length < 5) late.push(told(log.read(TOPICS, 0)));
    });
    const lines = await writtenAtOnce(log);
    for (const reader of [early, ...late]) {
      await reader.reaches(lines.length);
      expect(reader.items.map(lineOf)).toEqual(lines);
      reader.subscription.unsubscribe();
    }
    expect(late.length).toBe(5);
    first.unsubscribe();
  });
}

/** A reader begins at the sequence that it names, also if another topic has it, or nobody yet. */
export async function beginsWhereItSays(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const lines = await writtenAtOnce(log, 2, 9);
    const all = await entriesOf(log, TOPICS);
    for (const { sequence } of all) {
      const rest = all.filter(entry => entry.sequence >= sequence).map(lineOf);
      expect((await entriesOf(log, TOPICS, sequence)).map(lineOf)).toEqual(rest);
      const ofOne = rest.filter(line => line.startsWith('rounds '));
      expect((await entriesOf(log, 'rounds', sequence)).map(lineOf)).toEqual(ofOne);
    }
    const after = all.at(-1)!.sequence + 1;
    expect(await entriesOf(log, TOPICS, after)).toEqual([]);
    const reader = told(log.read(TOPICS, after));
    await log.append('rounds', bytesOf('new'));
    await reader.reaches(1);
    expect(reader.items.map(textOf)).toEqual(['new']);
    reader.subscription.unsubscribe();
    expect((await entriesOf(log, TOPICS)).length).toBe(lines.length + 1);
  });
}

/** With `until: 'end'` it completes after what was there, though each entry has a further one appended. */
export async function endsWhereTheLogEnded(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    expect(await entriesOf(log, TOPICS)).toEqual([]);
    expect(await entriesOf(log, 'rounds', 7)).toEqual([]);
    const lines = await writtenAtOnce(log, 3, 5);
    const appended: Promise<number>[] = [];
    const appendMore = (): unknown => appended.push(log.append('deltas', bytesOf('more')));
    const reader = told(log.read(TOPICS, 0, { until: 'end' }), appendMore);
    expect((await reader.ends()).map(lineOf)).toEqual(lines);
    await Promise.all(appended);
    expect(reader).toMatchObject({ errors: [], completions: 1 });
    expect(reader.items.length).toBe(lines.length);
    expect((await entriesOf(log, TOPICS)).length).toBe(2 * lines.length);
    expect(await entriesOf(log, 'never-written')).toEqual([]);
  });
}

/** What one reader does is nothing to another one: one leaves, one comes late. */
export async function readsForEachOnItsOwn(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const source$ = log.read(TOPICS, 0);
    const whole = told(source$);
    const left = told(source$.pipe(take(3)));
    const lines = await writtenAtOnce(log, 3, 6);
    const again = told(source$);
    for (const reader of [whole, again]) {
      await reader.reaches(lines.length);
      expect(reader.items.map(lineOf)).toEqual(lines);
      reader.subscription.unsubscribe();
    }
    expect(left.items.map(lineOf)).toEqual(lines.slice(0, 3));
  });
}

/** The time of an entry is that of a clock: between those before and after, but for what clocks differ. */
export async function tellsTheTime(row: LogRow): Promise<void> {
  await withLog(row, async ({ log }) => {
    const before = Date.now();
    await log.append('rounds', bytesOf('now'));
    const [entry] = await entriesOf(log, 'rounds');
    expect(Math.abs(entry!.time - before)).toBeLessThan(60_000);
  });
}
