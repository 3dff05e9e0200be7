// A program: times events in a process of its own, as an app runs them, and prints what it found as JSON.
import { input } from '@thalweg/graph';
import { accuracy, logLoss } from '@thalweg/metrics';
import { learn, logisticRegression, rolling, runningStandardization } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { Subject } from 'rxjs';
import { latenessOf, type Lateness } from '../../testing/stalls.ts';
import { driftingEvents, FEATURES } from './drifting-events.ts';

/** What the program prints. */
export interface EventTimes {
  /** Million events a second, in each of some slices. */
  readonly rates: readonly number[];
  /** Of single events, with a limit of 10 µs. */
  readonly lateness: Lateness;
  /** Over the last 5,000 events. */
  readonly accuracy: number;
}

const HELD = 4096;
const SLICE = 100_000;

const { next, labelOf } = driftingEvents(HELD);
const events = Array.from({ length: HELD }, () => {
  const event = next();
  return { x: event.x, label: labelOf(event) };
});
const model = logisticRegression(input('x', [FEATURES]).pipe(runningStandardization()), input('label', []));
const recent = rolling({ accuracy: accuracy(), loss: logLoss() }, 5000, { every: 100 });
const push = new Subject<(typeof events)[number]>();
push.pipe(learn(model, sgd({ learningRate: 0.05 }), { runner: wasm() }), recent).subscribe();
let at = 0;
const event = (): void => push.next(events[at++ % HELD]!);

for (let i = 0; i < 3 * SLICE; i++) event();
const rates = Array.from({ length: 10 }, () => {
  const began = performance.now();
  for (let i = 0; i < SLICE; i++) event();
  return SLICE / (performance.now() - began) / 1000;
});
const lateness = latenessOf(event, 1_000_000, 10);
const times: EventTimes = { rates, lateness, accuracy: recent.now().metrics.accuracy };
console.log(JSON.stringify(times));
