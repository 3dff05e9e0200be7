import { input } from '@thalweg/graph';
import { accuracy, logLoss } from '@thalweg/metrics';
import {
  adwin,
  drift,
  joinLabels,
  learn,
  logisticRegression,
  predictFirst,
  rolling,
  runningStandardization,
  type Outcome,
} from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { wasm } from '@thalweg/wasm';
import { connect, ignoreElements, merge, Subject, tap } from 'rxjs';
import { driftingEvents, FEATURES, type DriftingEvent } from './drifting-events.ts';

/** Labels come up to so many events late. */
export const LATE = 1000;

const collect = (globalThis as unknown as { gc: () => void }).gc;

const model = () => logisticRegression(input('x', [FEATURES]).pipe(runningStandardization()), input('label', []));
const wrong = ({ prediction, target }: Outcome<number, number>): number => (prediction > 0.5 === target > 0.5 ? 0 : 1);
const recent = () => rolling({ accuracy: accuracy(), loss: logLoss() }, 10_000, { every: 1000 });

/** What was found on a stream. */
interface Found {
  readonly learned: number;
  readonly drifts: number;
  /** The bytes in use after each tenth of the stream. */
  readonly marks: readonly number[];
  readonly counts: object;
}

/** Predicts, joins with late labels, learns and measures so many events of a drifting stream. */
export function learnLateLabels(events: number): Found {
  const { next, labelOf, random } = driftingEvents(4 * LATE);
  const records = new Subject<DriftingEvent>();
  const labels = new Subject<{ readonly id: number; readonly label: number }>();
  const join = joinLabels(labels, { key: 'id' as const, within: 2 * LATE, capacity: 2 * LATE });
  const runner = wasm();
  const online = model();
  const learning = learn(online, sgd({ learningRate: 0.05 }), { runner, predicted: 'predicted' });
  let [learned, drifts] = [0, 0];
  records
    .pipe(
      predictFirst(online.prediction, { runner }),
      join,
      learning,
      tap(() => learned++),
      connect(outcomes$ =>
        merge(
          outcomes$.pipe(recent(), ignoreElements()),
          outcomes$.pipe(drift(adwin({ direction: 'up' }), { of: wrong })),
        ),
      ),
    )
    .subscribe(({ status }) => (drifts += status === 'drift' ? 1 : 0));
  // What is due with each of the next events.
  const due = Array.from({ length: LATE }, () => [] as DriftingEvent[]);
  const marks: number[] = [];
  for (let i = 1; i <= events; i++) {
    const event = next();
    records.next(event);
    due[(i + Math.floor((LATE - 1) * Math.abs(random()))) % LATE]!.push(event);
    const now = due[i % LATE]!;
    for (const late of now) labels.next({ id: late.id, label: labelOf(late) });
    now.length = 0;
    if (i % (events / 10) === 0) marks.push(inUse());
  }
  let counts: object = {};
  join.counts.subscribe(now => (counts = now)).unsubscribe();
  return { learned, drifts, marks, counts };
}

/** Returns the bytes that are in use once everything is gone that nobody holds. */
function inUse(): number {
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
