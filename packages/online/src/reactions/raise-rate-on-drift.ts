import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { Observable, startWith, Subject } from 'rxjs';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { watch } from '../drift/watch.ts';
import { eachOnce } from '../state/each-once.ts';
import { KeptState } from '../state/kept-state.ts';
import type { Reaction } from './on-drift.ts';

/** Options of {@link raiseRateOnDrift}. */
export interface RaiseRateOptions<T> extends DriftOptions<T> {
  /** The rate while the stream is stable. */
  readonly learningRate: number;
  /** The factor of the rate directly after a drift. */
  readonly factor: number;
  /** Items after which the raise has fallen by half. */
  readonly halfLife: number;
}

/** The operator that {@link raiseRateOnDrift} returns, with the rate for the optimizer; a snapshot keeps its state. */
export interface RaisedRate<T> extends Reaction<T> {
  /** The present rate, then each new one. */
  readonly learningRate: Observable<number>;
}

/**
 * Passes a stream on and watches it; at a drift, the learning rate is raised, and then falls back with a half-life.
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
  options: RaiseRateOptions<T>,
): RaisedRate<T> {
  const { of, learningRate, factor, halfLife } = optionsOf('raiseRateOnDrift', options, {
    of: undefined,
    learningRate: undefined,
    factor: undefined,
    halfLife: undefined,
  });
  check('learningRate', learningRate > 0, 'above 0', learningRate);
  check('factor', factor >= 1, 'at least 1', factor);
  check('halfLife', halfLife > 0, 'above 0', halfLife);
  const watching = watch(detector, of);
  const { name, initial } = watching;
  const state = new KeptState({
    name: 'raiseRateOnDrift',
    settings: { detector: name, of: watching.settings ?? null, learningRate, factor, halfLife },
    // The raise, as a share of the rate.
    initial: () => ({ watched: initial(), excess: 0 }),
    check: ({ watched, excess }, is) => {
      watching.check?.(watched, is);
      is.must(excess >= 0 && excess <= factor - 1, `excess must be from 0 to ${factor - 1}`, excess);
    },
  });
  const rates = new Subject<number>();
  const rate = (): number => learningRate * (1 + state.now.excess);
  const fall = 0.5 ** (1 / halfLife);
  const look = (item: T): T => {
    const { now } = state;
    const before = now.excess;
    const alarm = watching.step(now.watched, item);
    // A small rest becomes 0.
    now.excess = alarm?.status === 'drift' ? factor - 1 : before < 1e-3 ? 0 : before * fall;
    if (now.excess !== before) rates.next(rate());
    return item;
  };
  return Object.assign(eachOnce(look), {
    learningRate: new Observable<number>(subscriber => rates.pipe(startWith(rate())).subscribe(subscriber)),
    save: () => state.save(),
    prepare: (...given: Parameters<Reaction<T>['prepare']>) => {
      const put = state.prepare(...given);
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
