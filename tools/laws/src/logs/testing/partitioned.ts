import { setTimeout as after } from 'node:timers/promises';
import {
  elect,
  leadRounds,
  localSgd,
  publishedModel,
  replayRounds,
  type LeaderTerm,
  type RoundRecord,
} from '@thalweg/cluster';
import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, parametersOf, type Node } from '@thalweg/graph';
import { jsonCodec, LogError, readTopic, topic, topicWriter, type Log } from '@thalweg/log';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';
import { adam, nesterov } from '@thalweg/optim';
import { encodeSnapshot, modelState, snapshot } from '@thalweg/train';
import { firstValueFrom, Subscription } from 'rxjs';
import { expect } from 'vitest';
import { until } from './until.ts';

/** A log as it is seen by two clients, one of which is cut off while a test says so. */
export interface Partition {
  readonly near: Log;
  readonly far: Log;
  readonly cut: () => void;
  readonly heal: () => void;
}

/** Milliseconds in which clients find each other again, however busy the machine is. */
const PATIENCE = 120_000;
const LEASE = 400;

const values = topic('values', jsonCodec<string>());
const terms = topic('terms', jsonCodec<string>());

/** Expects each value to be read once, in the order of its writer and in one order by all, over a partition of some time. */
export async function keepsValuesOverAPartition({ near, far, cut, heal }: Partition, ms: number): Promise<void> {
  const open = new Subscription();
  const errors: unknown[] = [];
  const read = (log: Log, from = values): string[] => {
    const seen: string[] = [];
    open.add(
      readTopic(log, from).subscribe({ next: ({ value }) => seen.push(value), error: error => errors.push(error) }),
    );
    return seen;
  };
  const [atNear, atFar, termsAtNear] = [read(near), read(far), read(near, terms)];
  let isOver = false;
  const write = async (log: Log, into: typeof values, producer: string, epoch: number): Promise<string[]> => {
    const writer = topicWriter(log, into, { producer, epoch, patience: ms + PATIENCE });
    const written: Promise<string>[] = [];
    for (let i = 1; !isOver; i++) {
      const value = `${producer} ${i}`;
      written.push(writer.append(value).then(() => value));
      await after(5);
    }
    return Promise.all(written);
  };
  const writing = [write(near, values, 'near', 0), write(far, values, 'far', 0), write(far, terms, 'far', 1)];
  await after(200);
  cut();
  await after(ms);
  heal();
  await after(200);
  isOver = true;
  const [ofNear, ofFar, ofTerm] = await Promise.all(writing);
  await until('all values', () => atNear.length + atFar.length >= 2 * (ofNear!.length + ofFar!.length), PATIENCE);
  await until('the values of a term', () => termsAtNear.length >= ofTerm!.length, PATIENCE);
  open.unsubscribe();
  expect(errors).toEqual([]);
  expect(atFar).toEqual(atNear);
  const ofProducer = (name: string): string[] => atNear.filter(value => value.startsWith(`${name} `));
  // A write that waits longer than the log does is made again, behind others: each comes once, not in order.
  const inOrder = (list: string[]): string[] => (ms < 10_000 ? list : [...list].sort());
  expect(inOrder(ofProducer('near'))).toEqual(inOrder(ofNear!));
  expect(inOrder(ofProducer('far'))).toEqual(inOrder(ofFar!));
  expect(inOrder(termsAtNear)).toEqual(inOrder(ofTerm!));
}

/** Expects no update of two writers to be lost or made twice, and a watcher to see versions that grow, over a partition. */
export async function losesNoUpdateOverAPartition({ near, far, cut, heal }: Partition, ms: number): Promise<void> {
  const versions: number[] = [];
  const errors: unknown[] = [];
  const watching = far.watch('updates').subscribe({
    next: ({ version }) => versions.push(version),
    error: error => errors.push(error),
  });
  let isOver = false;
  const [ofNear, ofFar] = [updates(near, 'near', () => isOver), updates(far, 'far', () => isOver)];
  await after(200);
  cut();
  await after(ms);
  heal();
  await after(200);
  isOver = true;
  const made = [...(await ofNear), ...(await ofFar)];
  const { version, bytes } = await firstValueFrom(near.watch('updates'));
  await until('the last version', () => versions.at(-1) === version, PATIENCE);
  watching.unsubscribe();
  expect((JSON.parse(new TextDecoder().decode(bytes)) as string[]).sort()).toEqual(made.sort());
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(errors).toEqual([]);
}

/** Adds the names of updates to the list under a key, each once: what failed may have been written, so it looks. */
async function updates(log: Log, writer: string, isOver: () => boolean): Promise<string[]> {
  const made: string[] = [];
  let [version, list]: [number, string[]] = [0, []];
  while (!isOver() || made.length === 0) {
    const name = `${writer} ${made.length}`;
    if (list.includes(name)) {
      made.push(name);
      continue;
    }
    const bytes = new TextEncoder().encode(JSON.stringify([...list, name]));
    const written = await log.swap('updates', version, bytes).catch((error: unknown) => {
      if (error instanceof LogError && error.reason === 'unavailable') return undefined;
      throw error;
    });
    if (written !== undefined) {
      [version, list] = [written, [...list, name]];
      made.push(name);
    } else {
      const present = await firstValueFrom(log.watch('updates'));
      [version, list] = [present.version, JSON.parse(new TextDecoder().decode(present.bytes)) as string[]];
    }
    await after(5);
  }
  return made;
}

/** Expects one candidate alone to lead each term, another one to take over from one that is cut off, and that one to hear of it. */
export async function electsOverAPartition({ near, far, cut, heal }: Partition, ms: number): Promise<void> {
  const seen = [far, near].map((log, i) => {
    const own: LeaderTerm[] = [];
    const errors: unknown[] = [];
    const subscription = elect(log, 'toy', { candidate: i === 0 ? 'far' : 'near', lease: LEASE }).subscribe({
      next: term => own.push(term),
      error: error => errors.push(error),
    });
    return { own, errors, subscription };
  });
  const [atFar, atNear] = seen as [(typeof seen)[0], (typeof seen)[0]];
  await until('a leader', () => atFar.own.length > 0 && atNear.own.length > 0, PATIENCE);
  cut();
  await until('a leader that is there', () => atNear.own.at(-1)!.mine, PATIENCE);
  await after(ms);
  heal();
  const { leader, epoch } = atNear.own.at(-1)!;
  await until('one view', () => atFar.own.at(-1)!.epoch >= epoch, PATIENCE);
  expect(atFar.own.at(-1)).toEqual({ leader, epoch, mine: false });
  const led = seen.flatMap(({ own }) => own.filter(({ mine }) => mine).map(one => one.epoch));
  expect(led).toEqual([...new Set(led)]);
  expect(seen.flatMap(({ errors }) => errors)).toEqual([]);
  for (const { subscription } of seen) subscription.unsubscribe();
}

/** Expects rounds to go on after a partition, each decided once, and their model to have the bits of a replay. */
export async function closesRoundsOverAPartition({ near, far, cut, heal }: Partition, ms: number): Promise<void> {
  const open = new Subscription();
  const errors: unknown[] = [];
  const records: RoundRecord[] = [];
  const error = (one: unknown): unknown => errors.push(one);
  for (const [i, log] of [near, far].entries()) {
    const how = { log, name: 'run', leader: `leader-${i}`, workers: 2, patience: LEASE, lease: LEASE, stateEvery: 5 };
    open.add(leadRounds(classifier(), outer(), how).subscribe({ next: record => records.push(record), error }));
    const learn = localSgd(classifier(), adam(), { log, name: 'run', worker: `w${i}`, every: 5, patience: 1000 });
    open.add(
      points(i)
        .pipe(shuffle({ seed: i }), batch(8), epochs(1e6), learn)
        .subscribe({ error }),
    );
  }
  await until('some rounds', () => records.length >= 5 || errors.length > 0, PATIENCE);
  cut();
  await after(ms);
  heal();
  const before = records.length;
  await until('more rounds', () => records.length >= before + 5 || errors.length > 0, ms + PATIENCE);
  open.unsubscribe();
  expect(errors).toEqual([]);
  const rounds = records.map(({ round }) => round);
  expect(new Set(rounds).size).toBe(rounds.length);
  const { snapshot: published } = await firstValueFrom(publishedModel(near, 'run'));
  const replayed = classifier();
  const { round } = published.parts['round']!.values as { round: number };
  await replayRounds(replayed, outer(), { log: near, name: 'run', rounds: round });
  const { model } = published.parts;
  expect(encodeSnapshot({ ...published, parts: { model: model! } })).toEqual(
    encodeSnapshot({
      ...published,
      parts: snapshot({ model: modelState([replayed, ...parametersOf(replayed)]) }).parts,
    }),
  );
}

const outer = () => nesterov({ learningRate: 0.7, decay: 0.6 });

function classifier(): Node<readonly []> {
  const x = input('x', ['batch', 3]);
  return x.pipe(dense(2), softmaxCrossEntropy(input('label', ['batch'], 'int32')));
}

function points(seed: number) {
  const x = Float32Array.from({ length: 72 }, (_, i) => Math.sin(12.9898 * (seed + 1) * (i + 1)));
  const label = Int32Array.from({ length: 24 }, (_, i) => (x[3 * i]! > 0 ? 1 : 0));
  return fromColumns({ x: { data: x, shape: [3] }, label });
}
