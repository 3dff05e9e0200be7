import { input } from '@thalweg/graph';
import { driftingEvents, FEATURES } from '@thalweg/laws/drifting-events';
import { accuracy, logLoss } from '@thalweg/metrics';
import { learn, logisticRegression, rolling, runningStandardization } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { map, Subject } from 'rxjs';
import { lateCalls } from './late-calls.ts';
import type { RatioRow, Sides, Size, Turn } from './ratio-row.ts';
import { bySize, repeated } from './turns.ts';

const HELD = 4096;
const RATE = 0.05;
const WINDOW = 5000;
const NAME = 'events: 20 features standardized, predicted, learned and measured in one pipe';
const [OURS, REFERENCE] = ['runningStandardization + learn + rolling', 'a pipe of loops by hand'];

interface Event {
  readonly x: Float32Array;
  readonly label: number;
}

/** Events with 20 features, one at a time. */
export const onlineEvents: readonly RatioRow[] = [
  { name: NAME, ours: OURS, reference: REFERENCE, bar: 1.5, turns: 15, prepare: size => sides(size, repeated) },
  {
    name: `${NAME}: 999 of 1,000`,
    ours: OURS,
    reference: REFERENCE,
    bar: 4,
    turns: 9,
    prepare: size => sides(size, (event, size) => () => lateCalls(event, bySize(size, 100_000, 1000))),
  },
];

function sides(size: Size, turnOf: (event: () => void, size: Size) => Turn): Sides {
  const { next, labelOf } = driftingEvents(HELD);
  const events = Array.from({ length: HELD }, (): Event => {
    const event = next();
    return { x: event.x, label: labelOf(event) };
  });
  const model = logisticRegression(input('x', [FEATURES]).pipe(runningStandardization()), input('label', []));
  const recent = rolling({ accuracy: accuracy(), loss: logLoss() }, WINDOW, { every: 100 });
  const [push, other] = [new Subject<Event>(), new Subject<Event>()];
  push.pipe(learn(model, sgd({ learningRate: RATE }), { runner: wasm() }), recent).subscribe();
  const measured = byHand(other);
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
function byHand(events: Subject<Event>): () => number {
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
