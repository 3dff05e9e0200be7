import { decaying, progressive } from '@thalweg/online';
import { type Parts, recordsOf, runHistory } from '@thalweg/train';
import { filter, map, merge, type Observable } from 'rxjs';
import type { Landing } from '../events/events.ts';
import { type Evaluation, evaluationMetrics, figureMetrics, type Figures } from '../measure/figures.ts';
import { streamModelNames } from '../models/flight-models.ts';

/** The number of points of a course, and the fewest flights from one to the next. */
const POINTS = 60;

const FEWEST = 100;

/** The figures of a predictor over the flights that landed last, as the stream went. */
export interface CoursePoint {
  /** The number of flights that had landed. */
  readonly step: number;
  readonly metrics: Figures;
}

/**
 * Returns an operator that measures all predictors when the flights land: over the second half of the flights, and as a course
 * over the whole stream, in which older flights fade.
 */
export function streamMeasures(rows: number) {
  const half = Math.floor(rows / 2);
  const every = Math.max(FEWEST, Math.floor(rows / POINTS));
  const measures = recordOf(predictors, () => ({
    second: progressive(evaluationMetrics(), { every: Infinity }),
    recent: decaying(figureMetrics(), { halfLife: every, every }),
    course: runHistory<object, CoursePoint>({ settings: {}, keep: 10 * POINTS }),
  }));
  const measure = (landed$: Observable<Landed>): Observable<unknown> =>
    merge(
      ...predictors.flatMap(name => {
        const { second, recent, course } = measures[name];
        const outcomes$ = landed$.pipe(map(outcomeOf(name)));
        return [
          landed$.pipe(
            filter(({ flight }) => flight >= half),
            map(outcomeOf(name)),
            second,
          ),
          outcomes$.pipe(
            recent,
            map(({ count, metrics }) => ({ step: count, metrics })),
            course,
          ),
        ];
      }),
    );
  const parts: Parts = Object.fromEntries(
    predictors.flatMap(name => Object.entries(measures[name]).map(([part, kept]) => [`${name} ${part}`, kept])),
  );
  return {
    measure,
    parts,
    evaluations: (): Readonly<Record<Predictor, Evaluation>> =>
      recordOf(predictors, name => measures[name].second.now().metrics),
    courses: (): Readonly<Record<Predictor, readonly CoursePoint[]>> =>
      recordOf(predictors, name => recordsOf(measures[name].course.state)),
  };
}

function outcomeOf(name: Predictor) {
  return (landed: Landed) => ({
    step: landed.flight + 1,
    prediction: landed[name],
    target: landed.late,
    loss: NaN,
  });
}

/** Returns an object with a value for each of some names. */
export function recordOf<const N extends string, T>(
  names: readonly N[],
  valueOf: (name: N) => T,
): Readonly<Record<N, T>> {
  return Object.fromEntries(names.map(name => [name, valueOf(name)])) as Record<N, T>;
}

/** All that predicts, in the order of the figures; the fields of a flight with the predictions have these names. */
export const predictors = ['baseRate', 'table', ...streamModelNames] as const;
export type Predictor = (typeof predictors)[number];

/** A flight in the air, with the predictions of when it left. */
export type Predicted = Readonly<Record<Predictor | 'flight' | 'time', number>>;

/** The label of a flight, which is known when it has landed. */
export type Label = Pick<Landing, 'flight' | 'late'>;

/** A flight that has landed, with the predictions of when it left. */
type Landed = Predicted & Label;
