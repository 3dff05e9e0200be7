import type { Dataset } from '@thalweg/data';
import { Node } from '@thalweg/graph';
import { type Parts, type PredictingModel, predictor } from '@thalweg/train';
import { type TensorLike, ContractError } from '@thalweg/tensor';
import type { Observable } from 'rxjs';
import { oneOf, printed } from '@thalweg/tensor/engine';

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

/** The settings of a training that the outside may change. */
export class LiveSettings {
  readonly #settings: Readonly<Record<string, Setting>>;
  readonly #set = new Map<string, number>();

  constructor(settings: Readonly<Record<string, Setting>> = {}) {
    this.#settings = settings;
    for (const [name, setting] of Object.entries(settings))
      if (typeof setting !== 'object' || !('set' in setting || 'next' in setting))
        throw new ContractError(
          'exposeTraining',
          `the setting ${name} must be an input node or a subject`,
          printed(setting),
          'Try new BehaviorSubject(0.01).',
        );
  }

  get names(): readonly string[] {
    return Object.keys(this.#settings);
  }

  /** Returns the values that were set from outside. */
  values(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#set);
  }

  setAll(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) this.prepared(name, value)();
  }

  /**
   * Returns a function that sets a value.
   *
   * - **Throws** `ContractError` for an unknown name, with the one that was meant, and for what is no number
   */
  prepared(name: string, value: number): () => void {
    if (this.names.length === 0)
      throw new ContractError('set', 'the training must have settings', `'${name}'`, 'Return them from the build.');
    oneOf('set', name, this.names, 'a setting');
    if (typeof value !== 'number' || Number.isNaN(value))
      throw new ContractError('set', `${name} must be a number`, printed(value), 'Try 0.01.');
    const setting = this.#settings[name]!;
    return () => {
      if ('set' in setting) setting.set(value);
      else setting.next(value);
      this.#set.set(name, value);
    };
  }
}

/** Answers records with predictions. */
export interface Answering {
  readonly predict: (record: object) => unknown;
  readonly close: () => void;
}

/** Returns what answers records, by the node, model or function of a training. */
export function answering(given: ExposedTraining<unknown>['predict']): Answering {
  if (given === undefined) return { predict: refuse, close: () => {} };
  if (typeof given === 'function') return { predict: given, close: () => {} };
  const answer = given instanceof Node ? predictor(given) : predictor(given as PredictingModel);
  return { predict: record => answer(record), close: () => answer.close() };
}

function refuse(): never {
  throw new ContractError(
    'predict',
    'the training must have a prediction',
    'none',
    'Return { predict: node } from the build.',
  );
}
