import { GraphError, Node, openFrame } from '@thalweg/graph';
import type { Shape, Tensor, TypedArray } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { ReadingOptions } from './evaluate.ts';
import { withParametersOf } from './passes/registers.ts';
import { fitColumns, rowTensor } from './passes/row-tensors.ts';
import { type Take, takeRecords } from './passes/take-records.ts';

/** Options of {@link predictor}: those of `predict` that concern one record. */
export type PredictorOptions = Omit<ReadingOptions, 'sliceMs' | 'onBadRecord'>;

/** Nodes by name. None is named `prediction`, which is that of a {@link PredictingModel}. */
export type NamedNodes = Readonly<Record<string, Node>> & { readonly prediction?: undefined };

/** The shapes of what is predicted: that of a node, or those of several by name. */
export type PredictedShape<N extends Node | NamedNodes> =
  N extends Node<infer S> ? S : { readonly [K in keyof N]: N[K] extends Node<infer S> ? S : never };

/**
 * The value of a node for one record: a number for a scalar, else a tensor. It is either if the type does not say the rank.
 * Of several nodes, an object with the value of each.
 */
export type Predicted<S> = S extends Shape
  ? S extends readonly []
    ? number
    : readonly [] extends S
      ? number | Tensor<S>
      : Tensor<S>
  : { readonly [K in keyof S]: Predicted<S[K]> };

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
export interface Predictor<S> {
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
 * other node gives a tensor, which later calls do not change. Several nodes, `{ score, width }`, give an object with a value
 * each, all from one pass.
 *
 * A model that was loaded, or any `{ prediction, preprocessing }`, takes raw records: its preprocessing transforms each one.
 * Its shape is not known as a type: give it, as in `predictor<['batch', 3]>(model)`.
 *
 * From the first call on, the function follows the streams that its inputs are connected to, until `close`. Without such
 * streams there is no need to close it: it is collected like any other function.
 *
 * - **Throws** `GraphError` for a `parametersOf` that is no training, and for what is no node. A call throws `DataError`, `ShapeError`,
 *   `DtypeError` for a record that does not fit, and errors of the computation; the next call is not affected
 *
 * @example
 * const x = input('x', [2]), score = predictor(sum(mul(x, constant([2, 3]))));
 * score({ x: [1, 1] }) // => 5
 */
export function predictor<const N extends Node | NamedNodes>(
  nodes: N,
  options?: PredictorOptions,
): Predictor<PredictedShape<N>>;
export function predictor<S extends Shape = Shape>(model: PredictingModel, options?: PredictorOptions): Predictor<S>;
export function predictor(given: Node | NamedNodes | PredictingModel, options?: PredictorOptions): object {
  const { guard, runner, parametersOf } = optionsOf('predictor', options, {
    guard: undefined,
    runner: undefined,
    parametersOf: undefined,
  });
  const { nodes, names, preprocessing } = predictedOf(given);
  const outputs = nodes.map(withParametersOf('predictor', parametersOf));
  const tensorsOf = outputs.map(rowTensor);
  const told = <V>(values: readonly V[]): unknown =>
    names === undefined ? values[0] : Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const valueOf = (column: TypedArray, i: number): number | Tensor => tensorsOf[i]?.(column) ?? column[0]!;
  let opened: { readonly take: Take<unknown>; readonly close: () => void } | undefined;
  let answer: unknown;
  const open = (): NonNullable<typeof opened> => {
    const frame = openFrame({ outputs, immediate: true, guard, runner });
    const { take } = takeRecords(
      { operator: 'predictor', frame, fail },
      fitColumns(outputs)
        ? {
            rows: ({ columns }) =>
              (answer = names === undefined ? valueOf(columns[0]!, 0) : told(columns.map(valueOf))),
          }
        : {
            outputs: values => (answer = told(values.map(value => (value.shape.length === 0 ? value.item() : value)))),
          },
    );
    return { take, close: () => frame.close() };
  };
  const predicted = (record: object = {}): unknown => {
    const { take } = (opened ??= open());
    take(preprocessing === undefined ? record : preprocessing.applyTo(record), undefined, nothing);
    const value = answer;
    answer = undefined;
    return value;
  };
  const close = (): void => {
    opened?.close();
    opened = undefined;
  };
  return Object.assign(predicted, { close });
}

/** Returns the nodes to predict, with their names if there may be several. Throws `GraphError` for what is no node. */
function predictedOf(given: Node | NamedNodes | PredictingModel): {
  readonly nodes: readonly Node[];
  readonly names?: readonly string[];
  readonly preprocessing?: PredictingModel['preprocessing'];
} {
  if (given instanceof Node) return { nodes: [given] };
  const { prediction, preprocessing } = (given ?? {}) as Partial<PredictingModel>;
  if (prediction !== undefined) return { nodes: [prediction], preprocessing };
  const named = Object.entries<Node>((given ?? {}) as never);
  const other = named.find(([, node]) => !((node as unknown) instanceof Node));
  if (named.length > 0 && other === undefined)
    return { nodes: named.map(([, node]) => node), names: named.map(([name]) => name) };
  throw new GraphError(
    'predictor',
    'it must get a node, nodes by name or a model',
    other === undefined ? printed(given) : `${printed(other[1])} for ${other[0]}`,
    'Give { score, width }, or { prediction, preprocessing }.',
  );
}

function fail(error: unknown): never {
  throw error;
}

function nothing(): void {}
