import { fromLog, jsonCodec, memoryLog, topic, topicWriter, type Log } from '@thalweg/log';
import { input } from '@thalweg/graph';
import { joinLabels, learn, logisticRegression, paced, progressive, standardize } from '@thalweg/online';
import { accuracy } from '@thalweg/metrics';
import { adam } from '@thalweg/optim';
import { key, uniform } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, snapshot } from '@thalweg/train';
import { filter, lastValueFrom, map, Subject, takeUntil, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';

interface Event {
  readonly id: number;
  readonly x: number[];
}
interface Label {
  readonly id: number;
  readonly label: number;
}

const topics = { event: topic('events', jsonCodec<Event>()), label: topic('labels', jsonCodec<Label>()) };
const COUNT = 300;

/** A log of events, and of labels that come up to 20 events later, some of them twice. */
async function filled(): Promise<Log> {
  const log = memoryLog();
  const forgetful: Log = {
    append: (name, bytes) => log.append(name, bytes),
    read: log.read.bind(log),
    swap: log.swap.bind(log),
    watch: log.watch.bind(log),
  };
  const events = topicWriter(forgetful, topics.event, { producer: 'service' });
  const labels = topicWriter(forgetful, topics.label, { producer: 'office' });
  const draws = Array.from({ length: COUNT }, (_, i) => [0, 1, 2, 3].map(j => uniform(key(7), 4 * i + j)));
  const due: Label[][] = Array.from({ length: COUNT + 20 }, () => []);
  for (let at = 0; at < COUNT + 20; at++) {
    if (at < COUNT) {
      const [a, b, delay, twice] = draws[at]!;
      const event = { id: at, x: [10 * a! + 3, b! - 0.5] };
      await events.append(event, { count: at + 1 });
      if (twice! < 0.2) await events.append(event, { count: at + 1 });
      due[at + Math.floor(20 * delay!)]!.push({ id: at, label: +(a! > b!) });
    }
    for (const label of due[at]!) {
      await labels.append(label, { count: label.id + 1 });
      if (label.id % 7 === 0) await labels.append(label, { count: label.id + 1 });
    }
  }
  return log;
}

/** A learner of late labels: its model, the parts that a snapshot keeps, and its pipeline. */
function learner(log: Log) {
  const model = logisticRegression(input('x', [2]), input('label', []));
  const items$ = paced(fromLog(log, topics, { until: 'end' }));
  const labels$ = new Subject<Label>();
  const join = joinLabels<Event, Label>(labels$, { key: 'id', within: 100, capacity: 200 });
  const scale = standardize('x');
  const learning = learn(model, adam({ learningRate: 0.05 }));
  const measured = progressive({ accuracy: accuracy() });
  const learned: number[] = [];
  const outcomes$ = items$.pipe(
    tap(item => item.name === 'label' && labels$.next(item.value)),
    filter(item => item.name === 'event'),
    map(({ value }) => value),
    join,
    tap(({ id }) => learned.push(id)),
    scale,
    learning,
    measured,
  );
  return { items$, outcomes$, learned, parts: { items$, join, scale, learning, measured } };
}

/** Runs a learner until it dies after so many items, and returns what it has learned and its last snapshot, as bytes. */
async function lived(log: Log, kept: Uint8Array | undefined, items: number, every: number) {
  const { items$, outcomes$, learned, parts } = learner(log);
  if (kept !== undefined) restore(parts, decodeSnapshot(kept));
  const died = new Subject<void>();
  let [bytes, safe, left] = [kept, 0, items];
  items$.delivered.subscribe(({ step }) => {
    if (step % every === 0) [bytes, safe] = [encodeSnapshot(snapshot(parts)), learned.length];
    if (--left === 0) died.next();
  });
  await lastValueFrom(outcomes$.pipe(takeUntil(died)), { defaultValue: undefined });
  return { bytes, learned: learned.slice(0, left > 0 ? undefined : safe), ended: left > 0, parts };
}

describe('a learner of a log with late labels', () => {
  it('that dies again and again has the same bits as one that does not, and learns each label once', async () => {
    const log = await filled();
    const whole = await lived(log, undefined, Infinity, 1000);
    const bits = encodeSnapshot(snapshot(whole.parts));
    expect([...whole.learned].sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, i) => i));
    for (const every of [3, 50]) {
      const lives: number[] = [];
      for (let kept: Uint8Array | undefined, seed = every; ; seed++) {
        const items = every + Math.floor(60 * uniform(key(seed), 0));
        const life = await lived(log, kept, items, every);
        lives.push(...life.learned);
        kept = life.bytes;
        if (!life.ended) continue;
        expect(encodeSnapshot(snapshot(life.parts))).toEqual(bits);
        break;
      }
      expect(lives).toEqual(whole.learned);
    }
  });
});
