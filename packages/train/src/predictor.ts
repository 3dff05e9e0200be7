import { Node, openFrame } from '@thalweg/graph';
import type { Shape, Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { ReadingOptions } from './evaluate.ts';
import { withParametersOf } from './passes/registers.ts';
import { fitColumns, rowTensor } from './passes/row-tensors.ts';
import { type Take, takeRecords } from './passes/take-records.ts';

/** Options of {@link predictor}: those of `predict` that concern one record. */
export type PredictorOptions = Omit<ReadingOptions, 'sliceMs' | 'onBadRecord'>;

/** The value of a node for one record: a number for a scalar, else a tensor. It is either if the type does not say the rank. */
export type Predicted<S extends Shape> = S extends readonly []
  ? number
  : readonly [] extends S
    ? number | Tensor<S>
    : Tensor<S>;

/** A model that was loaded: a node, and what turns raw records into those that the node reads. */
export interface PredictingModel {
  readonly prediction: Node;
  readonly preprocessing?:
    | {
        /** Returns a transformed record. */
        applyTo(record: object): object;
      }
    | undefined;
}

/** The function that {@link predictor} returns. */
export interface Predictor<S extends Shape> {
  (record?: object): Predicted<S>;
  /** Releases all that the function holds. A later call opens it again. */
  close(): void;
}

/**
 * Returns a function from a record to the value of a node, for servers and event handlers. It answers at once, with the
 * parameters and states that are there at the call, and changes none. Inside a pass, such as in a subscriber of a training,
 * it answers from the registers of that pass, as `read` does.
 *
 * A scalar node gives a number, as in `predictFirst`: the shape says the same as a tensor would, and no tensor is made. Any
 * other node gives a tensor, which later calls do not change.
 *
 * A model that was loaded, or any `{ prediction, preprocessing }`, takes raw records: its preprocessing transforms each one.
 * Its shape is not known as a type: give it, as in `predictor<['batch', 3]>(model)`.
 *
 * From the first call on, the function follows the streams that its inputs are connected to, until `close`. Without such
 * streams there is no need to close it: it is collected like any other function.
 *
 * - **Throws** `GraphError` for a `parametersOf` that is no training. A call throws `DataError`, `ShapeError`,
 *   `DtypeError` for a record that does not fit, and errors of the computation; the next call is not affected
 *
 * @example
 * const x = input('x', [2]), score = predictor(sum(mul(x, constant([2, 3]))));
 * score({ x: [1, 1] }) // => 5
 */
export function predictor<S extends Shape>(node: Node<S>, options?: PredictorOptions): Predictor<S>;
export function predictor<S extends Shape = Shape>(model: PredictingModel, options?: PredictorOptions): Predictor<S>;
export function predictor(given: Node | PredictingModel, options?: PredictorOptions): Predictor<Shape> {
  const { guard, runner, parametersOf } = optionsOf('predictor', options, {
    guard: undefined,
    runner: undefined,
    parametersOf: undefined,
  });
  const { prediction, preprocessing } = given instanceof Node ? { prediction: given, preprocessing: undefined } : given;
  const output = withParametersOf('predictor', parametersOf)(prediction);
  const tensorOf = rowTensor(output);
  let opened: { readonly take: Take<unknown>; readonly close: () => void } | undefined;
  let answer: number | Tensor | undefined;
  const open = (): NonNullable<typeof opened> => {
    const frame = openFrame({ outputs: [output], immediate: true, guard, runner });
    const { take } = takeRecords(
      { operator: 'predictor', frame, fail },
      {
        rows: ({ columns: [column] }) => (answer = tensorOf === undefined ? column![0]! : tensorOf(column!)),
        outputs: fitColumns([output]) ? undefined : ([value]) => (answer = value),
      },
    );
    return { take, close: () => frame.close() };
  };
  const predicted = (record: object = {}): number | Tensor => {
    const { take } = (opened ??= open());
    take(preprocessing === undefined ? record : preprocessing.applyTo(record), undefined, nothing);
    const value = answer!;
    answer = undefined;
    return value;
  };
  const close = (): void => {
    opened?.close();
    opened = undefined;
  };
  return Object.assign(predicted, { close });
}

function fail(error: unknown): never {
  throw error;
}

function nothing(): void {}
