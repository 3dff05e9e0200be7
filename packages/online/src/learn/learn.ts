// prettier-ignore

import { DataError } from '@thalweg/data';
import type { Transform } from '@thalweg/optim';
import type { Shape, Tensor, TypedArray } from '@thalweg/tensor';
import { optionsOf, suggestion } from '@thalweg/tensor/engine';
import type { Progress, Resumable, RunOptions, Skips } from '@thalweg/train';
import {
  fitColumns,
  type Opened,
  operatorOf,
  type StepConfiguration,
  progressKeeper,
  rowTensor,
  runDefaults,
  takeRecords,
  type Taking,
} from '@thalweg/train/engine';
import type { Observable } from 'rxjs';
import { emitterOf } from './learn-by-rules.ts';
import { argumentsOf, learningConfiguration, OUTPUT } from './learning-configuration.ts';
import type { Model, UnmeasuredModel } from './model.ts';
import type { Outcome } from './outcome.ts';

/** The emitted value of a node: a number for a scalar, else a tensor. */
export type EmittedValue<S extends Shape> = S extends readonly [] ? number : Tensor<S>;

/** Options of {@link learn}. */
export interface LearnOptions extends RunOptions {
  /** The field with an earlier prediction, as `predictFirst` writes it; emitted in place of the present prediction. */
  readonly predicted?: string | undefined;
}

/** The operator that {@link learn} returns, with its progress and the number of skipped records. */
export interface Learning<O> extends Resumable, Skips {
  <R>(source: Observable<R>): Observable<O>;
}

/**
 * Predicts, then learns: each record is one step, which emits the prediction from before its parameters and states moved. So
 * the outcomes are a fair test of the model on data that it has not seen (progressive validation).
 *
 * The prediction is what `predictFirst` would emit: dropout drops nothing, and running statistics do not count the record. The
 * loss is that of the step: it has the masks, and the statistics that count the record, with which the step learns. Only a
 * model that contains `whenTraining` computes both.
 *
 * A record is one example, or a batch for a model whose inputs have a batch axis: one averaged update. For an update for
 * each row of a batch use `learnRows`. Datasets are pulled, other observables push; a snapshot keeps the state as for `train`.
 *
 * A model with rules, `{ prediction, rules, target }`, learns by these updates instead of a gradient, and takes no optimizer. Its
 * loss only measures; without one, outcomes have none, and what must be finite is the prediction.
 *
 * A learning has one subscription at a time, and may be subscribed again when that has ended: `retry()` continues after an
 * error with what was learned. `skipped` counts what `onBadRecord` and `whenNotFinite` skip.
 *
 * - **Throws** `ShapeError` if the loss is not a scalar; `GraphError` if it depends on no parameter, if rules are no updates
 *   or have an optimizer beside them, or if the target is not named and cannot be found in the circuit; `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, also for a first one
 *   without its earlier prediction, `NumericError` for a loss that is
 *   not finite, and errors of a computation; parameters are then as they were before that record. `GraphError` for a second
 *   subscription while one is active: use `share()`, or `merge` for several sources
 * - **Source** Dawid, "Present Position and Potential Developments: The Prequential Approach", 1984
 *
 * @example
 * events$.pipe(learn({ prediction, loss }, sgd({ learningRate: 0.01 }))).subscribe(({ prediction, target }) => …);
 */
export function learn<P extends Shape, T extends Shape = readonly []>(
  model: UnmeasuredModel<P, T>,
  options?: LearnOptions,
): Learning<Omit<Outcome<EmittedValue<P>, EmittedValue<T>>, 'loss'>>;
export function learn<P extends Shape, T extends Shape = readonly []>(
  model: Model<P, T>,
  optimizer?: Transform | LearnOptions,
  options?: LearnOptions,
): Learning<Outcome<EmittedValue<P>, EmittedValue<T>>>;
export function learn(
  model: Model | UnmeasuredModel,
  ...given: [optimizer?: Transform | LearnOptions, options?: LearnOptions]
): Learning<Omit<Outcome, 'loss'>> {
  const [optimizer, options] = argumentsOf(...given);
  const how = optionsOf('learn', options, { ...runDefaults, predicted: undefined });
  const configuration = learningConfiguration('learn', model, optimizer, how);
  const isMeasured = model.loss !== undefined;
  return operatorOf<Outcome>(configuration, how, opened =>
    stepsWith(opened, configuration, { predicted: how.predicted, isMeasured }),
  );
}

/** Takes a step for a record. Of an example whose outputs are few numbers, only the emitted outcome is allocated. */
function stepsWith(
  opened: Opened<Outcome>,
  { outputs, progress }: StepConfiguration,
  { predicted, isMeasured }: { readonly predicted?: string | undefined; readonly isMeasured: boolean },
): Taking<unknown> {
  const emit = emitterOf(opened, isMeasured);
  const keep = progressKeeper(progress);
  const weighted = outputs.length > OUTPUT.weight;
  const earlierOf = predicted === undefined ? undefined : earlierPrediction(predicted, progress);
  const [, , ofPrediction, ofTarget, ofWeight] = outputs.map(rowTensor);
  const valueOf = (column: TypedArray, tensorOf = ofPrediction): number | Tensor =>
    tensorOf === undefined ? column[0]! : tensorOf(column);
  return takeRecords(opened, {
    before: earlierOf && (bound => (bound.kept = earlierOf(bound.record))),
    rows({ columns }, { offset, kept, done }) {
      const step = columns[OUTPUT.step]![0]!;
      const loss = columns[OUTPUT.loss]![0]!;
      const given = columns[OUTPUT.prediction]!;
      const labels = columns[OUTPUT.target]!;
      const prediction =
        (kept as Outcome['prediction'] | undefined) ?? (ofPrediction === undefined ? given[0]! : ofPrediction(given));
      const target = ofTarget === undefined ? labels[0]! : ofTarget(labels);
      keep(step, loss, offset);
      emit(
        weighted
          ? { step, prediction, target, loss, weight: valueOf(columns[OUTPUT.weight]!, ofWeight) }
          : { step, prediction, target, loss },
      );
      done();
    },
    outputs: fitColumns(outputs)
      ? undefined
      : (values, { offset, kept, done }) => {
          const [loss, step, ...told] = values.map(value => (value.shape.length === 0 ? value.item() : value));
          keep(step as number, loss as number, offset);
          const [prediction, target, weight] = told as [Outcome['prediction'], Outcome['target'], Outcome['weight']];
          emit({
            step: step as number,
            prediction: (kept as Outcome['prediction'] | undefined) ?? prediction,
            target,
            loss: loss as number,
            ...(weight === undefined ? {} : { weight }),
          });
          done();
        },
  });
}

/**
 * Returns a function that reads the earlier prediction of a record. The first record of a learning must have its field; a
 * later one without it has none.
 *
 * - **Throws** `DataError` for a first record without the field, with the one that was meant
 */
function earlierPrediction(field: string, { last }: Progress): (record: unknown) => unknown {
  let first = last === undefined;
  return record => {
    const value = (record as Readonly<Record<string, unknown>>)[field];
    if (first && value === undefined)
      throw new DataError(
        'learn',
        `the first record must have the field '${field}'`,
        'a record without it',
        suggestion(field, Object.keys(record as object)),
      );
    first = false;
    return value;
  };
}
