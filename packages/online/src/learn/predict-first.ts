import type { Node, Runner } from '@thalweg/graph';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { OnBadRecord, Skips } from '@thalweg/train';
import {
  fitColumns,
  operatorOf,
  passConfiguration,
  rowTensor,
  takeRecords,
  type BoundRecord,
} from '@thalweg/train/engine';
import type { Observable } from 'rxjs';
import { copyOf } from '../records/fields.ts';
import type { EmittedValue } from './learn.ts';

/** Options of {@link predictFirst}. */
export interface PredictFirstOptions {
  /** The field that receives the prediction, `predicted` by default. */
  readonly into?: string;
  /** For a dataset: milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
  /** Computes in place of the interpreter, such as `wasm()`. */
  readonly runner?: Runner | undefined;
  /**
   * The treatment of records that do not fit the inputs. `'error'`, the default, ends the stream with the `DataError`,
   * `ShapeError` or `DtypeError`; `'skip'` counts them in `skipped` and goes on.
   */
  readonly onBadRecord?: OnBadRecord | undefined;
}

/** The operator that {@link predictFirst} returns, with the number of records that it skipped. */
export interface PredictingFirst<S extends Shape, F extends string> extends Skips {
  <R extends object>(source: Observable<R>): Observable<R & { readonly [K in F]: EmittedValue<S> }>;
}

/**
 * Adds the prediction of a node to each record, at once and without learning: for records whose labels arrive later.
 * `learn(model, optimizer, { predicted: 'predicted' })` then emits this prediction when it learns the record.
 *
 * - **Throws** `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and errors of a computation
 *
 * @example
 * events$.pipe(predictFirst(prediction), joinLabels(labels$, { key: 'id', within: 1000, capacity: 5000 }), learn(model, sgd(), { predicted: 'predicted' }))
 */
export function predictFirst<S extends Shape, const F extends string = 'predicted'>(
  prediction: Node<S>,
  options?: PredictFirstOptions & { readonly into?: F },
): PredictingFirst<S, F> {
  const { into, onBadRecord, ...how } = optionsOf('predictFirst', options as PredictFirstOptions | undefined, {
    into: 'predicted',
    sliceMs: 8,
    runner: undefined,
    onBadRecord: undefined,
  });
  if (into === '__proto__')
    throw new ContractError('predictFirst', 'into must be the name of a field', into, "Try 'predicted'.");
  const configuration = passConfiguration('predictFirst', [prediction as Node], onBadRecord);
  const operator = operatorOf<object>(configuration, how, opened => {
    const tell = (value: unknown, { record, done }: BoundRecord<object>): void => {
      const told = copyOf(record);
      told[into] = value;
      opened.subscriber.next(told);
      done();
    };
    const tensorOf = rowTensor(prediction as Node);
    return takeRecords<object>(opened, {
      rows: ({ columns: [column] }, bound) => tell(tensorOf === undefined ? column![0] : tensorOf(column!), bound),
      outputs: fitColumns([prediction as Node]) ? undefined : ([value], bound) => tell(value, bound),
    });
  });
  return operator as PredictingFirst<S, F>;
}
