import type { Guard, Node, Runner } from '@thalweg/graph';
import { ContractError, type Shape, ShapeError, sizeOf, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Observable } from 'rxjs';
import { appliedMetric, isMeasure, type Measure, type MeasureTally, NodeList } from './measures/measure-parts.ts';
import type { Measured, Metrics } from './measures/metrics.ts';
import { withParametersOf } from './passes/registers.ts';
import { evaluationDefaults, passConfiguration } from './passes/configuration.ts';
import type { Resumable } from './passes/progress.ts';
import { operatorOf } from './passes/run.ts';
import type { OnBadRecord, Skips } from './passes/skipping.ts';
import { takeRecords } from './passes/take-records.ts';
import { total, type Total } from './measures/total.ts';

/** Options of {@link evaluate} and `predict`. */
export interface ReadingOptions {
  /** Milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
  /** Inspects every value that is computed, such as `guardFinite()`, which reports the origin of a NaN. */
  readonly guard?: Guard | undefined;
  /** Computes in place of the interpreter, such as `wasm()`. With a guard, the interpreter computes. */
  readonly runner?: Runner | undefined;
  /**
   * The treatment of records that do not fit the inputs. `'error'`, the default, ends the stream with the `DataError`,
   * `ShapeError` or `DtypeError`; `'skip'` counts them in `skipped` and goes on.
   */
  readonly onBadRecord?: OnBadRecord | undefined;
  /**
   * A training, such as `train` returns. If its optimizer keeps other parameters for evaluation, such as averages, the
   * model is evaluated with those. To use a training in its own validation, name it inside a `defer`.
   */
  readonly parametersOf?: Resumable;
}

/** An operator that reads a model, with the number of records that it skipped. */
export interface ModelReading<T> extends Skips {
  (source: Observable<unknown>): Observable<T>;
}

/**
 * Measures a model on all records of a source and emits one value at the end: the number of examples as
 * `count`, and for each metric its mean over them, its total, or the value of a {@link measure}. It changes no parameter and
 * no state.
 *
 * If there was nothing to evaluate, `count` is 0, numbers are `undefined` and totals zero. A metric that is called `count` takes
 * the place of the number of examples; an `undefined` number then shows that there were none.
 *
 * Measures are exact. Those that `progressive` computes from bins keep the scores of all examples here, about 24 bytes for
 * each example.
 *
 * - **Throws** `ShapeError` if a metric is neither a scalar, a total nor a measure; `GraphError` for a `parametersOf` that is no
 *   training; `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records that do not fit, and errors of a computation;
 *   `DataError` for predictions that do not fit a metric, such as NaN, also with `onBadRecord: 'skip'`
 *
 * @example
 * digits.test.pipe(batch(500), evaluate({ accuracy: logits.pipe(measure(accuracy(), digit)) }))
 */
export function evaluate<M extends Metrics>(metrics: M, options?: ReadingOptions): ModelReading<Measured<M>> {
  const how = optionsOf('evaluate', options, evaluationDefaults);
  const { outputs, entries } = talliedOutputs(metrics, withParametersOf('evaluate', how.parametersOf));
  const configuration = passConfiguration('evaluate', outputs.nodes, how.onBadRecord);
  return operatorOf<Measured<M>>(configuration, how, opened => {
    const tally = new Tally<M>({ outputs, entries });
    const { subscriber, control } = opened;
    const { take } = takeRecords(opened, {
      outputs(values, { rows, done }) {
        tally.add(values, rows);
        done();
      },
    });
    const end = (): void => {
      subscriber.next(tally.result());
      control.complete();
    };
    return { take, end };
  });
}

/** The origin of the value of a metric: an output that is averaged or added up, or a measure. */
type TallyEntry =
  | { readonly name: string; readonly kind: 'mean' | 'total'; readonly output: number }
  | { readonly name: string; readonly kind: 'measure'; readonly measure: Measure };

/** The outputs of an evaluation, and its metrics. */
interface TalliedOutputs {
  readonly outputs: NodeList;
  readonly entries: readonly TallyEntry[];
}

/** Returns the plan of the metrics of an evaluation, whose nodes are replaced by others. */
function talliedOutputs(metrics: Metrics, evaluated: <S extends Shape>(node: Node<S>) => Node<S>): TalliedOutputs {
  if (printed(metrics) !== 'Object')
    throw new ContractError(
      'evaluate',
      'metrics must be an object by name',
      printed(metrics),
      'Try evaluate({ loss }).',
    );
  const outputs = new NodeList();
  const entries = Object.entries(metrics).map(([name, metric]): TallyEntry => {
    if (isMeasure(metric)) {
      const { prediction, target, weight } = metric;
      const nodes = {
        prediction: evaluated(prediction),
        target: evaluated(target),
        weight: weight && evaluated(weight),
      };
      return { name, kind: 'measure', measure: { ...metric, ...nodes } };
    }
    const output = outputs.indexOf(evaluated(metricNode(name, metric)));
    return { name, kind: 'total' in metric ? 'total' : 'mean', output };
  });
  for (const entry of entries)
    if (entry.kind === 'measure') {
      const { prediction, target, weight } = entry.measure;
      for (const node of [prediction, target, weight]) if (node !== undefined) outputs.indexOf(node);
    }
  return { outputs, entries };
}

/** Adds up metrics over batches: means, weighted by the number of examples, totals, and measures. */
class Tally<M extends Metrics> {
  readonly #tallied: TalliedOutputs;
  readonly #sums: readonly Float64Array[];
  readonly #measured: MeasureTally | undefined;
  #rows = 0;
  #batches = 0;

  constructor(tallied: TalliedOutputs) {
    const { outputs, entries } = tallied;
    this.#tallied = tallied;
    const measures = entries.flatMap(entry => (entry.kind === 'measure' ? [entry.measure] : []));
    this.#measured = measures[0]?.together('evaluate', { unit: 'record', measures, outputs });
    this.#sums = entries.map(entry =>
      entry.kind === 'measure' ? NONE : new Float64Array(sizeOf(outputs.nodes[entry.output]!.shape as Sizes)),
    );
  }

  /** Adds the outputs of a pass. Throws `DataError` for what does not fit a metric, and counts nothing of it then. */
  add(values: readonly Tensor[], rows: number): void {
    this.#measured?.add(values, this.#batches++);
    this.#rows += rows;
    this.#tallied.entries.forEach((entry, index) => {
      if (entry.kind === 'measure') return;
      const { data } = values[entry.output]!;
      const weight = entry.kind === 'total' ? 1 : rows;
      // The mean of no rows is NaN, which no weight makes harmless.
      if (weight === 0) return;
      const sums = this.#sums[index]!;
      for (let i = 0; i < data.length; i++) sums[i]! += weight * data[i]!;
    });
  }

  /** Returns the number of examples and the measured values; without examples a number is `undefined` and a total 0. */
  result(): Measured<M> {
    const count = this.#rows;
    const { outputs, entries } = this.#tallied;
    const measured = this.#measured?.values();
    const values = entries.map((entry, index) => {
      const sums = this.#sums[index]!;
      if (entry.kind === 'total')
        return [entry.name, tensor(sums, { shape: outputs.nodes[entry.output]!.shape as Sizes })];
      const value = entry.kind === 'measure' ? measured!.get(entry.measure) : sums[0]! / count;
      return [entry.name, count === 0 && typeof value === 'number' ? undefined : value];
    });
    return { count, ...Object.fromEntries(values) } as Measured<M>;
  }
}

const NONE = /* @__PURE__ */ new Float64Array(0);

/** Returns the node that computes a metric. */
function metricNode(name: string, metric: Node<readonly []> | Total): Node {
  if (typeof metric === 'object' && metric !== null && 'total' in metric) return total(metric.total).total as Node;
  if (appliedMetric('evaluate', name, metric).shape.length > 0)
    throw new ShapeError('evaluate', [metric.shape], `${name} must be a scalar`, 'Take its mean, or its total.');
  return metric as Node;
}
