import { ContractError } from '@thalweg/tensor';
import { Observable, startWith, Subject, tap } from 'rxjs';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { watch } from '../drift/watch.ts';
import { KeptState } from '../state/kept-state.ts';
import type { Reaction } from './on-drift.ts';

/** Options of {@link raiseRateOnDrift}. */
export interface RaiseRateOptions<T> extends DriftOptions<T> {
  /** The rate while all is stable. */
  readonly learningRate: number;
  /** How many times as high it is right after a drift. */
  readonly factor: number;
  /** After so many items half of what it was raised by is gone. */
  readonly halfLife: number;
}

/** What {@link raiseRateOnDrift} returns: an operator with a state to keep, and the rate for the optimizer. */
export interface RaisedRate<T> extends Reaction<T> {
  /** The rate now, and each time that it changes. */
  readonly learningRate: Observable<number>;
}

/**
 * Passes a stream on and watches it; where it drifts, the learning rate is raised, and falls back with a half-life.
 *
 * - **Throws** `ContractError` for a rate or a half-life that is not above 0, a factor below 1
 * - **Stream errors** as `onDrift`
 *
 * @example
 * const rate = raiseRateOnDrift(adwin(), { of: ({ loss }) => Math.min(loss, 1), learningRate: 0.01, factor: 20, halfLife: 100 });
 * events$.pipe(learn(model, sgd({ learningRate: rate.learningRate })), rate)
 */
export function raiseRateOnDrift<S extends object, T>(
  detector: Detector<S>,
  { of, learningRate, factor, halfLife }: RaiseRateOptions<T>,
): RaisedRate<T> {
  check('learningRate', learningRate > 0, 'above 0', learningRate);
  check('factor', factor >= 1, 'at least 1', factor);
  check('halfLife', halfLife > 0, 'above 0', halfLife);
  const watching = watch(detector, of);
  const { name, initial } = watching;
  const state = new KeptState({
    name: 'raiseRateOnDrift',
    settings: { detector: name, of: watching.settings ?? null, learningRate, factor, halfLife },
    // By how much of the rate it is raised.
    initial: () => ({ watched: initial(), excess: 0 }),
  });
  const rates = new Subject<number>();
  const rate = (): number => learningRate * (1 + state.now.excess);
  const fall = 0.5 ** (1 / halfLife);
  const look = (item: T): void => {
    const { now } = state;
    const before = now.excess;
    const alarm = watching.step(now.watched, item);
    // What is left of it in the end is nothing.
    now.excess = alarm?.status === 'drift' ? factor - 1 : before < 1e-3 ? 0 : before * fall;
    if (now.excess !== before) rates.next(rate());
  };
  return Object.assign((source: Observable<T>): Observable<T> => source.pipe(tap(look)), {
    learningRate: new Observable<number>(subscriber => rates.pipe(startWith(rate())).subscribe(subscriber)),
    save: () => state.save(),
    prepare: (saved: Parameters<Reaction<T>['prepare']>[0]) => {
      const put = state.prepare(saved);
      return () => {
        put();
        rates.next(rate());
      };
    },
  });
}

function check(name: string, holds: boolean, must: string, given: number): void {
  if (!holds)
    throw new ContractError('raiseRateOnDrift', `${name} must be ${must}`, String(given), 'Check the options.');
}
