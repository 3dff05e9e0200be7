import type { Transform } from '@thalweg/optim';
import { tensor, type Shape, type Tensor, type TypedArray } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { RunOptions } from '@thalweg/train';
import { operatorOf, progressKeeper, runDefaults, takeRows, type Opened, type StepConfiguration, type Taking } from '@thalweg/train/engine'; // prettier-ignore
import type { Outcome } from './outcome.ts';
import type { Learning } from './learn.ts';
import { emitterOf } from './learn-by-rules.ts';
import { argumentsOf, learningConfiguration } from './learning-configuration.ts';
import type { Model, UnmeasuredModel } from './model.ts';

/** The outcome of a batch of single updates. */
export interface RowsOutcome extends Outcome<Tensor, Tensor> {
  /** The loss of each row before it was learned; `loss` is their mean. */
  readonly losses: Tensor;
}

/**
 * Predicts and learns each row of a batch separately: a batch of n is n single updates, and each row is predicted by the
 * model that has learned the rows before it. The result is that of `learn` on single examples, to the last bit; a runner
 * takes a whole batch in one call. As in `learn`, predictions are those of a model that does not train. For one averaged
 * update of a batch use `learn`.
 *
 * The model is that of one example: its inputs have no batch axis, or one of size 1.
 *
 * - **Shape** of a field for an input of shape `S`: `[rows, …S]`; outcomes have a leading axis of rows
 * - **Throws**, **Stream errors** as `learn`; the rows before the one that fails have been learned and emitted. With
 *   `onBadRecord: 'skip'`, a batch that does not fit is skipped whole; with `whenNotFinite: 'skip'`, rows are skipped one by
 *   one, and the outcome of their batch has the other ones
 *
 * @example
 * events$.pipe(batch(256), learnRows({ prediction, loss }, sgd(), { runner: wasm({ fallback: true }) }))
 */
export function learnRows(model: UnmeasuredModel, options?: RunOptions): Learning<Omit<RowsOutcome, 'loss' | 'losses'>>;
export function learnRows(
  model: Model,
  optimizer?: Transform | RunOptions,
  options?: RunOptions,
): Learning<RowsOutcome>;
export function learnRows(
  model: Model | UnmeasuredModel,
  ...given: [optimizer?: Transform | RunOptions, options?: RunOptions]
): Learning<Omit<RowsOutcome, 'loss' | 'losses'>> {
  const [optimizer, options] = argumentsOf(...given);
  const how = optionsOf('learnRows', options, runDefaults);
  const configuration = learningConfiguration('learnRows', model, optimizer, how);
  return operatorOf<RowsOutcome>(configuration, how, opened =>
    rowsWith(opened, configuration, model.loss !== undefined),
  );
}

function rowsWith(
  opened: Opened<RowsOutcome>,
  { outputs, progress }: StepConfiguration,
  isMeasured: boolean,
): Taking<unknown> {
  const emit = emitterOf(opened, isMeasured);
  const keep = progressKeeper(progress);
  const sizes = outputs.map(({ shape }) => sizesOfRow(shape));
  return takeRows(opened, {
    rows({ taken, columns }, { offset, done }) {
      const [losses, steps, prediction, target, weight] = columns.map((column, i) => rowsOf(column, taken, sizes[i]!));
      const step = steps!.data[taken - 1]!;
      const loss = meanOf(losses!.data);
      keep(step, loss, offset);
      emit({
        step,
        prediction: prediction!,
        target: target!,
        loss,
        losses: losses!,
        ...(weight === undefined ? {} : { weight }),
      });
      done();
    },
  });
}

/** Returns the sizes of the outputs of one row, without the axis of any size, which has one row. */
function sizesOfRow(shape: Shape): readonly number[] {
  return shape.filter(length => typeof length === 'number');
}

function rowsOf(column: TypedArray, rows: number, sizes: readonly number[]): Tensor {
  const size = sizes.reduce((product, length) => product * length, 1);
  return tensor(column.slice(0, rows * size), { shape: [rows, ...sizes] });
}

function meanOf(values: TypedArray): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
