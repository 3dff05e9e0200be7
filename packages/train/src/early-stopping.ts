import { feed, type Node, type Register, registersOf } from '@thalweg/graph';
import { handOut, predicting } from '@thalweg/graph/author';
import { ContractError, type Tensor } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { concat, defer, EMPTY, type MonoTypeOperatorFunction, Observable, takeWhile } from 'rxjs';
import { endFirst } from './passes/run.ts';
import type { Progress, Resumable } from './passes/progress.ts';
import { registersByName } from './passes/registers.ts';
import { fittingTensors, shown } from './snapshot/saved-state.ts';
import type { Fitting } from './snapshot/fitting.ts';
import type { Savable, Saved } from './snapshot/savable.ts';
import { StateError } from './snapshot/state-error.ts';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions<R> {
  /** Reads the value that should get better from a record; a record without it does not count. */
  readonly of: (record: R) => number | undefined;
  /** The number of records in a row that may bring no better value. */
  readonly patience: number;
  /** A value is better if it differs from the best by more than this; 0 by default. */
  readonly minDelta?: number;
  /** `'min'`, the default, for a value that should fall, such as a loss; `'max'` for one that should rise, such as accuracy. */
  readonly mode?: 'min' | 'max';
  /**
   * The training whose best weights are put back at the end, such as what `train` returns. They are kept after the record
   * with the best value. Without it, the weights stay those of the last step.
   */
  readonly restoreBestWeights?: Resumable | TrainingOf<R> | undefined;
}

/** A training that emits records of one kind: `of` reads those. */
export type TrainingOf<R> = Resumable & ((source: Observable<never>) => Observable<R>);

/** The operator that {@link earlyStopping} returns; a snapshot keeps its state, and the best weights with it. */
export interface EarlyStopping<R> extends MonoTypeOperatorFunction<R>, Savable {}

/** The best value so far, and the number of records since that brought no better one. */
interface Course {
  best: number;
  worse: number;
}

/**
 * Passes records on and completes, which stops the training, once a value has stopped getting better. The last record passed
 * on is the last of `patience` records that brought no better value.
 *
 * With `restoreBestWeights: learn`, the weights are those of the best record before the stream completes, whether
 * this operator stops it or the data end first. Weights are all that the model reads when it is evaluated: parameters, their
 * averages (`parametersOf`), and states of layers, such as the running statistics of `batchNorm`. The memory of
 * the optimizer and the number of the step stay those of the last step. After an error, and when a subscriber leaves, nothing
 * is put back: that training can continue. `takeUntil` before this operator ends it with the best weights.
 *
 * A validation in a record belongs to the weights after its step. The loss and the metrics of a record belong to the weights
 * before its step, and the weights that are kept are those after it.
 *
 * - **Throws** `ContractError` for a patience below 1, a minDelta below 0, an unknown mode, or a `restoreBestWeights` that is
 *   no training; an error that `of` throws is a stream error
 * - **Source** Prechelt, "Early Stopping — But When?", 1998
 *
 * @example
 * const learn = train(loss, adam(), { validation: heldOut.pipe(batch(500), evaluate({ loss })) });
 * const stop = earlyStopping({ of: record => record.validation?.loss, patience: 3, restoreBestWeights: learn });
 * batches.pipe(epochs(100), learn, stop)
 */
export function earlyStopping<R>(options: EarlyStoppingOptions<R>): EarlyStopping<R> {
  const { of, patience, ...how } = checked(options);
  const sign = how.mode === 'min' ? 1 : -1;
  const weights = weightsOf(how.restoreBestWeights);
  const beginning = (): Course => ({ best: sign * Infinity, worse: 0 });
  let last = beginning();
  let start: Course | undefined;
  const operator = (source: Observable<R>): Observable<R> =>
    defer(() => {
      if (start === undefined) weights?.forget();
      const course = (last = start ?? beginning());
      start = undefined;
      const goesOn = (record: R): boolean => {
        const value = checkedValue(of(record));
        if (value === undefined) return true;
        if (!(sign * (course.best - value) > how.minDelta)) return ++course.worse < patience;
        course.best = value;
        course.worse = 0;
        weights?.keep();
        return true;
      };
      const stopped$ = course.worse < patience ? whileTrue(source, goesOn) : EMPTY;
      return weights === undefined ? stopped$ : concat(stopped$, weights.putBack$);
    });
  return Object.assign(operator, {
    save: () => ({
      tensors: weights?.save() ?? {},
      values: { ...last, ...(how.mode === 'min' ? {} : { mode: how.mode }) },
    }),
    prepare: (saved: Saved, fitting?: Fitting) => {
      const course = courseIn(saved, how.mode);
      const put = weightsIn(saved, course.best !== sign * Infinity, weights, fitting);
      return () => {
        start = last = course;
        put();
      };
    },
  });
}

/** Passes records on up to the first that does not meet a condition, and lets go of the source before it completes. */
function whileTrue<R>(source: Observable<R>, goesOn: (record: R) => boolean): Observable<R> {
  return new Observable(subscriber =>
    endFirst(subscriber, control => {
      const tied = new Observable<R>(records => {
        control.add(records);
        return source.subscribe(records);
      });
      tied.pipe(takeWhile(goesOn, true)).subscribe({
        next: record => subscriber.next(record),
        error: error => control.error(error),
        complete: () => control.complete(),
      });
    }),
  );
}

function checked<R>(options: EarlyStoppingOptions<R>) {
  const how = optionsOf('earlyStopping', options, {
    of: undefined,
    patience: undefined,
    minDelta: 0,
    mode: 'min',
    restoreBestWeights: undefined,
  });
  const { of, patience, minDelta, mode } = how;
  functionOf('earlyStopping', 'of', of);
  if (!(typeof patience === 'number' && patience >= 1))
    throw new ContractError('earlyStopping', 'patience must be at least 1', printed(patience), 'Try 3.');
  if (!(minDelta >= 0))
    throw new ContractError('earlyStopping', 'minDelta must be at least 0', String(minDelta), 'Try 0.001.');
  oneOf('earlyStopping', mode, ['min', 'max'], 'mode');
  return how;
}

/** Returns what `of` gave. Throws `ContractError` for anything but a number or nothing, such as a text. */
function checkedValue(value: number | undefined): number | undefined {
  if (value === undefined || typeof value === 'number') return value;
  throw new ContractError(
    'earlyStopping',
    'of must return a number, or undefined for a record without one',
    printed(value),
    'Try record => record.validation?.loss.',
  );
}

function weightsOf(training: Resumable | undefined): BestWeights | undefined {
  if (training === undefined) return undefined;
  const progress = (training as Partial<Resumable> | null)?.progress;
  if (progress === undefined)
    throw new ContractError(
      'earlyStopping',
      'restoreBestWeights must be what train or step returns',
      typeof training === 'function' ? 'a function' : printed(training),
      'Name the training: const learn = train(…), then restoreBestWeights: learn.',
    );
  return new BestWeights(progress);
}

/** Returns the course in a state. Throws `StateError` if it is none. */
function courseIn({ values }: Saved, mode: string): Course {
  // A state without a mode is of a value that should fall.
  const { best, worse, mode: kept = 'min' } = values;
  if (typeof best !== 'number' || Number.isNaN(best) || !Number.isSafeInteger(worse) || (worse as number) < 0)
    throw new StateError(
      'earlyStopping',
      'a state must have best and worse',
      shown({ best, worse }),
      'Give the state of an earlyStopping.',
    );
  if (kept !== mode)
    throw new StateError('earlyStopping', `a state must have the mode '${mode}'`, shown(kept), 'Use the same options.');
  return { best, worse: worse as number };
}

/** Returns a function that restores the best weights of a state. Throws `StateError` if they do not fit. */
function weightsIn(saved: Saved, any: boolean, weights: BestWeights | undefined, fitting?: Fitting): () => void {
  if (weights !== undefined && any) return weights.prepare(saved, fitting);
  if (Object.keys(saved.tensors).length > 0)
    throw new StateError(
      'earlyStopping',
      any
        ? 'a state without restoreBestWeights must have no tensors'
        : 'a state without a best value must have no tensors',
      Object.keys(saved.tensors).join(', '),
      'Use the same options as when it was kept.',
    );
  return () => weights?.forget();
}

/** Weights of a training at one moment: registers with their values. */
type Weights = readonly (readonly [register: Register, value: Tensor])[];

/** Keeps the weights of a training, and puts them back. */
class BestWeights {
  readonly #registers: ReadonlyMap<string, Register>;
  #kept: Weights = [];

  constructor(progress: Progress) {
    this.#registers = evaluatedWeights(progress);
  }

  /** Keeps the present weights. It copies nothing: registers continue in other buffers. */
  keep(): void {
    this.#kept = [...this.#registers.values()].map(register => [register, handOut(register)]);
  }

  forget(): void {
    this.#kept = [];
  }

  /** Puts the weights back that were kept, between two steps, and completes when they are in their place. */
  readonly putBack$: Observable<never> = new Observable(subscriber => {
    const [first] = this.#kept;
    if (first === undefined) return subscriber.complete();
    feed(...this.#kept);
    // In a turn of its own after that of the weights, which wait if a pass is under way.
    (first[0] as Node).circuit!.schedule(() => subscriber.complete(), 'earlyStopping');
  });

  save(): Saved['tensors'] {
    const names = [...this.#registers.keys()];
    return Object.fromEntries(this.#kept.map(([, value], i) => [names[i]!, value]));
  }

  /** Checks weights in a state, and returns a function that keeps them. Throws `StateError` if they do not fit. */
  prepare(saved: Saved, fitting?: Fitting): () => void {
    const found = new Map(fittingTensors('earlyStopping', this.#registers, saved, fitting));
    const weights = [...this.#registers.values()].map(one => [one, found.get(one) ?? handOut(one)] as const);
    return () => void (this.#kept = weights);
  }
}

/** Returns what the model of a training reads when it is evaluated: parameters, their averages, and states of layers. */
function evaluatedWeights(progress: Progress): Map<string, Register> {
  const { loss, evaluated, step } = progress;
  const read = new Set(registersOf(predicting(loss).node, ...evaluated.values()));
  return new Map([...registersByName(progress)].filter(([, one]) => read.has(one) && one !== step.register));
}
