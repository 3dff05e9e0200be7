import { atOnce, batch, epochs, sample } from '@thalweg/data';
import { sgd } from '@thalweg/optim';
import { BehaviorSubject } from 'rxjs';
import type { Point } from '../../../rooms/descent/race/point.ts';
import { columns, COUNT, examples, fitLine } from '../../line/line-fit.ts';
import { rateAt, stepAtPlace, STEPS, type RateLevels } from './rate-levels.ts';

/** The number of steps at which J is measured. */
const MEASURED = 120;

/** A run of SGD with a drawn rate. */
export interface NoiseRun {
  readonly steps: number;
  /** J above its least value, by step. */
  readonly curve: readonly Point[];
  /** The last of these. */
  readonly excess: number;
}

/** Returns the least value of J, found by batch descent: its last value is the least. */
export function* leastLoss(): Generator<number, void> {
  const { learn, line } = fitLine(sgd({ learningRate: 0.3 }));
  for (let epoch = 0; epoch < 400; epoch++) {
    learn({ x: columns.x, y: columns.y });
    yield line().loss;
  }
}

/** Draws examples one by one, with replacement, and makes a step from each. Returns the run so far after each step. */
export function* runWith(levels: RateLevels, least: number): Generator<NoiseRun, void> {
  const drawn = examples()
    .pipe(sample({ seed: 2, withReplacement: true }), batch(1), epochs(STEPS / COUNT))
    .open();
  const rate$ = new BehaviorSubject(rateAt(levels, 0));
  const { learn, line } = fitLine(sgd({ learningRate: rate$ }));
  const measured = new Set(Array.from({ length: MEASURED + 1 }, (_, i) => stepAtPlace(i / MEASURED)));
  const curve: Point[] = [[0, line().loss - least]];
  try {
    for (let steps = 1; steps <= STEPS; steps++) {
      const rate = rateAt(levels, steps - 1);
      if (rate !== rate$.value) rate$.next(rate);
      learn(atOnce(drawn.next())!);
      if (measured.has(steps)) curve.push([steps, line().loss - least]);
      yield { steps, curve, excess: curve.at(-1)![1] };
    }
  } finally {
    // The steps follow the rate until it completes.
    rate$.complete();
  }
}
