import type { Dataset } from '@thalweg/data';
import type { Node } from '@thalweg/graph';
import type { Parts, PredictingModel } from '@thalweg/train';
import type { TensorLike } from '@thalweg/tensor';
import type { Observable } from 'rxjs';

/** The argument of the function that builds a training in a worker. */
export interface TrainingContext<R> {
  /** The records that come from outside, as a dataset: they are pulled, and have epochs. */
  readonly records: Dataset<R>;
  /** The option `initial` of `connectTraining`, copied. */
  readonly initial: unknown;
  /** False while the training is paused: the option `running` of a training over data that the worker has itself. */
  readonly running: Observable<boolean>;
}

/** A live setting: an input node, or a subject such as `new BehaviorSubject(0.01)`. */
export type Setting = { set(value: TensorLike): void } | { next(value: number): void };

/** A training in a worker, as its build function returns it. */
export interface ExposedTraining<Step> {
  /** The step records, such as `records.pipe(batch(32), learn)`. Subscribed when the training starts. */
  readonly steps: Observable<Step>;
  /** The parts of its state, as for `snapshot`. */
  readonly state: Parts;
  /** The settings that the outside may change, by name. */
  readonly settings?: Readonly<Record<string, Setting>>;
  /** The answer to a record: the value of a node, the prediction of a model, or what a function returns. */
  readonly predict?: Node | PredictingModel | ((record: object) => unknown);
  /** Values to look at while it trains, such as nodes. The outside gets the last one of each, a few times a second. */
  readonly metrics?: Readonly<Record<string, Observable<unknown>>>;
}
