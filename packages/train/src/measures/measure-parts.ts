import { GraphError, Node } from '@thalweg/graph';
import type { Metric } from '@thalweg/metrics';
import { ShapeError, type Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';

/** A metric with the nodes that it compares, for `evaluate` and for the metrics of `train`. */
export interface Measure<V = unknown> {
  readonly metric: Metric<V>;
  readonly prediction: Node;
  readonly target: Node;
  readonly weight: Node | undefined;
  /** Opens the tally of several measures. A training or an evaluation without measures needs no code for them. */
  readonly together: (operator: string, tallied: Tallied) => MeasureTally;
  /** Opens the report of the steps of a training, for its metrics and the first outputs of its passes. */
  readonly ofSteps: (
    operator: string,
    metrics: Readonly<Record<string, Node<readonly []> | Measure>>,
    first: readonly Node[],
  ) => StepReporting;
}

/** Makes the records of steps with measures. */
export interface StepReporting {
  /** The outputs of passes: the loss, the step, and the nodes of the metrics. */
  readonly outputs: readonly Node[];
  /** Returns the record of a step. Throws `DataError` for predictions that do not fit a metric. */
  recordOf(outputs: readonly Tensor[], epoch: number): ReportedStep;
}

/** The measures of a tally. */
export interface Tallied {
  /** The unit in which passes are counted, such as records: for messages. */
  readonly unit: string;
  readonly measures: readonly Measure[];
  /** The outputs of passes, to which the nodes of the measures are added. */
  readonly outputs: NodeList;
}

/** Applies measures to the outputs of passes. */
export interface MeasureTally {
  /** Counts the outputs of a pass, which has a number. Throws `DataError` for what does not fit a metric. */
  add(outputs: readonly Tensor[], number: number): void;
  /** Returns the value of each measure. */
  values(): Map<Measure, unknown>;
  /** Forgets all passes. */
  clear(): void;
}

/** The record of a step with measures. */
export interface ReportedStep {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** True for what `measure` returns. */
export function isMeasure(metric: unknown): metric is Measure {
  return typeof metric === 'object' && metric !== null && 'metric' in metric && 'together' in metric;
}

/** The outputs of a frame, each node once. */
export class NodeList {
  readonly nodes: Node[] = [];
  readonly #indices = new Map<Node, number>();

  /** Returns the index of a node, which is added if it is new. */
  indexOf(node: Node): number {
    const known = this.#indices.get(node);
    if (known !== undefined) return known;
    this.#indices.set(node, this.nodes.length);
    return this.nodes.push(node) - 1;
  }
}

/** Returns a metric that is a scalar node. Throws `ShapeError` for another shape. */
export function scalarOf(operator: string, name: string, metric: Node): Node {
  if (appliedMetric(operator, name, metric).shape.length > 0)
    throw new ShapeError(operator, [metric.shape], `the metric '${name}' must be a scalar`, 'Take its mean.');
  return metric;
}

/** Returns a metric that is a node. Throws `GraphError` for anything else, such as a metric without its nodes. */
export function appliedMetric(operator: string, name: string, metric: unknown): Node {
  if (metric instanceof Node) return metric as Node;
  throw new GraphError(
    `${operator}: ${name}`,
    'a metric must be applied to nodes',
    printed(metric),
    'Apply it: logits.pipe(measure(accuracy(), y)).',
  );
}
