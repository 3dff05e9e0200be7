import { input } from '@thalweg/graph';
import { clickLearner, clicks } from '@thalweg/laws/clicks';
import { driftingEvents, FEATURES } from '@thalweg/laws/drifting-events';
import { FEATURES as RECORD_FEATURES, learner, records } from '@thalweg/laws/logistic-steps';
import { accuracy, logLoss } from '@thalweg/metrics';
import { hashFeatures, learn, logisticRegression, rolling, runningStandardization } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { from, map, Subject, tap } from 'rxjs';
import { learnerOf } from 'spam/learner';
import { readMails } from 'spam/read-mails';
import { uniqueLearner } from '../peers/hashed-loops.ts';
import type { RatioRow, Sides, Size, Turn } from './ratio-row.ts';
import { bySize, once, repeated } from './turns.ts';

const STEP = 'events: a training step of logistic regression on one record, compiled';
const [STEP_OURS, STEP_REFERENCE] = ['train', 'the same steps as operators of RxJS by hand'];

/** Steps on single records, through a pipe. */
export const singleSteps: readonly RatioRow[] = [
  {
    name: STEP,
    ours: STEP_OURS,
    reference: STEP_REFERENCE,
    bar: 3,
    turns: 15,
    prepare: size => stepSides(size, repeated),
  },
  {
    name: `${STEP}: 999 of 1,000`,
    ours: STEP_OURS,
    reference: STEP_REFERENCE,
    bar: 3,
    turns: 9,
    prepare: size => stepSides(size, (step, size) => () => lateCalls(step, bySize(size, 100_000, 1000))),
  },
];

function stepSides(size: Size, turnOf: (step: () => void, size: Size) => Turn): Sides {
  const [step, other] = [learner(() => {}), stepsByHand(() => {})];
  for (let i = 0; i < bySize(size, 100_000, 1000); i++) {
    step();
    other();
  }
  return { ours: turnOf(step, size), reference: turnOf(other, size) };
}

/** A function that pushes a record through the same steps, written by hand as operators of RxJS. */
function stepsByHand(told: (record: object) => void): () => void {
  const weights = new Float64Array(RECORD_FEATURES);
  const pushed = new Subject<(typeof records)[number]>();
  pushed
    .pipe(
      map(({ x, label }) => {
        let z = 0;
        for (let i = 0; i < RECORD_FEATURES; i++) z += weights[i]! * x[i]!;
        return { x, label, z };
      }),
      map(({ x, label, z }) => ({
        x,
        error: 1 / (1 + Math.exp(-z)) - label,
        loss: Math.log1p(Math.exp(-z)) + (1 - label) * z,
      })),
      tap(({ x, error }) => {
        for (let i = 0; i < RECORD_FEATURES; i++) weights[i]! -= 0.05 * error * x[i]!;
      }),
      map(({ loss }, step) => ({ step, loss })),
    )
    .subscribe(told);
  let at = 0;
  return () => pushed.next(records[at++ % records.length]!);
}

const HELD = 4096;
const RATE = 0.05;
const WINDOW = 5000;
const PIPE = 'events: 20 features standardized, predicted, learned and measured in one pipe';
const [PIPE_OURS, PIPE_REFERENCE] = ['runningStandardization + learn + rolling', 'a pipe of loops by hand'];

interface Event {
  readonly x: Float32Array;
  readonly label: number;
}

/** Events with 20 features, one at a time. */
export const onlineEvents: readonly RatioRow[] = [
  {
    name: PIPE,
    ours: PIPE_OURS,
    reference: PIPE_REFERENCE,
    bar: 1.5,
    turns: 15,
    prepare: size => pipeSides(size, repeated),
  },
  {
    name: `${PIPE}: 999 of 1,000`,
    ours: PIPE_OURS,
    reference: PIPE_REFERENCE,
    bar: 4,
    turns: 9,
    prepare: size => pipeSides(size, (event, size) => () => lateCalls(event, bySize(size, 100_000, 1000))),
  },
];

function pipeSides(size: Size, turnOf: (event: () => void, size: Size) => Turn): Sides {
  const { next, labelOf } = driftingEvents(HELD);
  const events = Array.from({ length: HELD }, (): Event => {
    const event = next();
    return { x: event.x, label: labelOf(event) };
  });
  const model = logisticRegression(input('x', [FEATURES]).pipe(runningStandardization()), input('label', []));
  const recent = rolling({ accuracy: accuracy(), loss: logLoss() }, WINDOW, { every: 100 });
  const [push, other] = [new Subject<Event>(), new Subject<Event>()];
  push.pipe(learn(model, sgd({ learningRate: RATE }), { runner: wasm() }), recent).subscribe();
  const measured = pipeByHand(other);
  let [at, place] = [0, 0];
  const [ours, theirs] = [() => push.next(events[at++ % HELD]!), () => other.next(events[place++ % HELD]!)];
  for (let i = 0; i < bySize(size, 300_000, 2 * WINDOW); i++) {
    ours();
    theirs();
  }
  const [found, wanted] = [recent.now().metrics.accuracy, measured()];
  // After so few events as in a small turn, both have learned a little.
  if (found < (size === 'whole' ? 0.75 : 0.6) || Math.abs(found - wanted) > 0.03)
    throw new Error(`both sides must recognize about as many events, got shares of ${found} and ${wanted}`);
  return { ours: turnOf(ours, size), reference: turnOf(theirs, size) };
}

/** Learns the same, one loop after another; returns a function that returns the share of right predictions among the last ones. */
function pipeByHand(events: Subject<Event>): () => number {
  const [mean, squares, w] = [new Float64Array(FEATURES), new Float64Array(FEATURES), new Float64Array(FEATURES)];
  const [hits, losses] = [new Uint8Array(WINDOW), new Float64Array(WINDOW)];
  let [count, bias, right, loss] = [0, 0, 0, 0];
  const standardized = map(({ x, label }: Event) => {
    const z = new Float64Array(FEATURES);
    count++;
    for (let i = 0; i < FEATURES; i++) {
      const off = x[i]! - mean[i]!;
      mean[i]! += off / count;
      squares[i]! += off * (x[i]! - mean[i]!);
      z[i] = squares[i] === 0 ? 0 : (x[i]! - mean[i]!) / Math.sqrt(squares[i]! / count);
    }
    return { z, label };
  });
  const learned = map(({ z, label }: { readonly z: Float64Array; readonly label: number }) => {
    let logit = bias;
    for (let i = 0; i < FEATURES; i++) logit += w[i]! * z[i]!;
    const prediction = 1 / (1 + Math.exp(-logit));
    const slope = RATE * (prediction - label);
    for (let i = 0; i < FEATURES; i++) w[i]! -= slope * z[i]!;
    bias -= slope;
    return { prediction, target: label };
  });
  const rolled = map(({ prediction, target }: { readonly prediction: number; readonly target: number }) => {
    const at = count % WINDOW;
    right -= hits[at]!;
    loss -= losses[at]!;
    right += hits[at] = Number(prediction > 0.5 === target > 0.5);
    loss += losses[at] = -Math.log(Math.max(1e-15, target === 1 ? prediction : 1 - prediction));
    return { accuracy: right / Math.min(count, WINDOW), loss: loss / Math.min(count, WINDOW) };
  });
  events.pipe(standardized, learned, rolled).subscribe();
  return () => right / Math.min(count, WINDOW);
}

/** Returns the microseconds that 999 of 1,000 calls take at most, each timed alone. */
function lateCalls(call: () => void, calls: number): number {
  const times = new Float64Array(calls);
  for (let i = 0; i < calls; i++) {
    const began = performance.now();
    call();
    times[i] = performance.now() - began;
  }
  return 1000 * times.sort()[Math.floor(0.999 * calls)]!;
}

/** An event costs about the same however many keys have a carry; rows of so many keys are not in the nearest cache. */
export const keyedEvents: RatioRow = {
  name: 'events: a recurrent cell with traces, a carry for each of 10,000 keys',
  ours: '10,000 keys',
  reference: '10 keys',
  bar: 2,
  turns: 5,
  prepare: size => ({ ours: learning(size, 10_000), reference: learning(size, 10) }),
};

/** Learns clicks of so many users, with room for the carries of all. */
function learning(size: Size, users: number): Turn {
  const { next } = clickLearner(true, users);
  const ready = clicks(bySize(size, 20_000, 200), users);
  return once(() => {
    for (const click of ready) next(click);
  });
}

const BITS = 18;
const WORDS = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;

/** From the text of mails to updated weights. */
export const wordsOfMails: RatioRow = {
  name: 'events: the words of 6,046 mails hashed and learned by Adagrad',
  ours: 'hashFeatures + learn',
  reference: 'a loop by hand: split, hashed by FNV-1a, counted, learned',
  bar: 0.6,
  turns: 5,
  prepare(size) {
    const mails = readMails().slice(0, bySize(size, Infinity, 100));
    const settings = { bits: BITS, optimizer: 'adagrad', reaction: 'none', runner: 'wasm', delay: 0 } as const;
    const { learn } = learnerOf(settings as unknown as Parameters<typeof learnerOf>[0]);
    const hash = hashFeatures({ bits: BITS, text: ['body'], counts: 'log', unitLength: true });
    const byHand = handWritten();
    return {
      ours: once(() => void from(mails).pipe(hash, learn).subscribe()),
      reference: once(() => {
        for (const { body, spam } of mails) byHand(body, spam);
      }),
    };
  },
};

/** Returns a function that learns from a text as an expert would write it without a library. */
function handWritten(): (text: string, label: number) => void {
  const learn = uniqueLearner(2 ** BITS, 0.4);
  const losses = new Float32Array(1);
  return (text, label) => {
    const counts = new Map<number, number>();
    for (const word of text.toLowerCase().match(WORDS) ?? []) {
      let hash = 0x811c9dc5;
      for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
      const place = hash >>> (32 - BITS);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const index = Int32Array.from(counts.keys());
    const value = Float32Array.from(counts.values(), count => 1 + Math.log(count));
    const length = Math.sqrt(value.reduce((sum, one) => sum + one * one, 0)) || 1;
    for (let i = 0; i < value.length; i++) value[i]! /= length;
    learn({ nonZeros: index.length, index, value, label: Float32Array.of(label) }, losses);
  };
}
