import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import type { Metric } from '@thalweg/metrics';
import { MetricTally } from '@thalweg/metrics/engine';
import { ContractError, sameShape, type Shape, ShapeError, type Tensor } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import {
  isMeasure,
  type Measure,
  type MeasureTally,
  NodeList,
  type ReportedStep,
  scalarOf,
  type StepReporting,
  type Tallied,
} from './measure-parts.ts';

const ofSteps: Measure['ofSteps'] = (operator, metrics, first) => new StepReport(operator, metrics, first);

const together: Measure['together'] = (operator, how) => new MeasuredTogether(operator, how);

/** Options of {@link measure}. */
export interface MeasureOptions {
  /**
   * The weight of each example: a scalar, or one number for each target. Of an example of weight 0 nothing is read, so
   * `cast(notEqual(label, -100), 'float32')` leaves out examples whose label is missing.
   */
  readonly weight?: Node<Shape> | undefined;
}

/**
 * Applies a metric to a node of predictions, as a loss is applied: `logits.pipe(measure(accuracy(), digit))`.
 *
 * - **Shape** `prediction: [...S] or [...S, classes], target: S`
 * - **Throws** `ContractError` for what is no metric; `ShapeError` if there is not one target for each prediction, or one
 *   weight for each target
 *
 * @example
 * heldOut.pipe(batch(500), evaluate({ loss, auc: probability.pipe(measure(rocAuc(), label)) }))
 */
export function measure<V, S extends Shape>(
  metric: Metric<V>,
  target: Node<S>,
  options?: MeasureOptions,
): (prediction: Node<S> | Node<readonly [...S, number | string]>) => Measure<V> {
  const { weight } = optionsOf('measure', options, { weight: undefined });
  if (typeof (metric as Partial<Metric> | undefined)?.seen !== 'function')
    throw new ContractError('measure', 'the metric must be one', printed(metric), 'Call it: accuracy(), not accuracy.');
  nodeOf('measure', target as Node);
  return given => {
    const prediction = nodeOf('measure', given as Node);
    if (!sameShape(prediction.shape, target.shape) && !sameShape(prediction.shape.slice(0, -1), target.shape))
      throw new ShapeError(
        'measure',
        [prediction.shape, target.shape],
        'there must be one target for each prediction, or for each row of scores',
        'Reshape the targets to [batch].',
      );
    if (
      weight !== undefined &&
      nodeOf('measure', weight as Node).shape.length > 0 &&
      !sameShape(weight.shape, target.shape)
    )
      throw new ShapeError(
        'measure',
        [weight.shape, target.shape],
        'there must be one weight for each target',
        'Reshape the weights to [batch].',
      );
    return { metric, prediction, target: target as Node, weight: weight as Node | undefined, together, ofSteps };
  };
}

/** Makes the records of steps with measures from the outputs of passes. */
class StepReport implements StepReporting {
  readonly outputs: readonly Node[];
  readonly #entries: readonly (readonly [name: string, from: number | Measure])[];
  readonly #measured: MeasuredTogether;

  /** For the metrics of an operator, and for the first outputs of its passes: the loss and the step. */
  constructor(
    operator: string,
    metrics: Readonly<Record<string, Node<readonly []> | Measure>>,
    first: readonly Node[],
  ) {
    const outputs = new NodeList();
    for (const node of first) outputs.indexOf(node);
    this.#entries = Object.entries(metrics).map(([name, metric]) => [
      name,
      isMeasure(metric) ? metric : outputs.indexOf(scalarOf(operator, name, metric)),
    ]);
    const measures = this.#entries.flatMap(([, from]) => (typeof from === 'number' ? [] : [from]));
    this.#measured = new MeasuredTogether(operator, { unit: 'step', measures, outputs });
    this.outputs = outputs.nodes;
  }

  recordOf(outputs: readonly Tensor[], epoch: number): ReportedStep {
    const [loss, step] = [outputs[0]!.item(), outputs[1]!.item()];
    this.#measured.clear();
    this.#measured.add(outputs, step);
    const values = this.#measured.values();
    const metrics = this.#entries.map(([name, from]) => [
      name,
      typeof from === 'number' ? outputs[from]!.item() : (values.get(from) as number),
    ]);
    return { step, epoch, loss, metrics: Object.fromEntries(metrics) as Record<string, number> };
  }
}

/** The metrics of the same predictions and targets. */
interface Group {
  readonly prediction: number;
  readonly target: number;
  readonly weight: number | undefined;
  readonly measures: Measure[];
}

/** Applies measures to the outputs of passes. Those of the same nodes read them once. */
class MeasuredTogether implements MeasureTally {
  readonly #groups: readonly Group[];
  readonly #tallies: readonly MetricTally[];

  /** For an operator of a name. */
  constructor(operator: string, { unit, measures, outputs }: Tallied) {
    this.#groups = groupsOf(measures, outputs);
    this.#tallies = this.#groups.map(
      group =>
        new MetricTally(
          operator,
          unit,
          group.measures.map(({ metric }) => metric),
        ),
    );
  }

  add(outputs: readonly Tensor[], number: number): void {
    this.#groups.forEach(({ prediction, target, weight }, i) =>
      this.#tallies[i]!.add(
        {
          prediction: outputs[prediction]!,
          target: outputs[target]!,
          ...(weight !== undefined && { weight: outputs[weight]! }),
        },
        number,
      ),
    );
  }

  values(): Map<Measure, unknown> {
    const values = this.#tallies.map(tally => tally.values());
    return new Map(
      this.#groups.flatMap(({ measures }, i) => measures.map((measure, at) => [measure, values[i]![at]] as const)),
    );
  }

  clear(): void {
    for (const tally of this.#tallies) tally.clear();
  }
}

function groupsOf(measures: readonly Measure[], outputs: NodeList): Group[] {
  const groups = new Map<string, Group>();
  for (const measure of measures) {
    const [prediction, target] = [outputs.indexOf(measure.prediction), outputs.indexOf(measure.target)];
    const weight = measure.weight && outputs.indexOf(measure.weight);
    const key = `${prediction} ${target} ${weight}`;
    const group = groups.get(key) ?? { prediction, target, weight, measures: [] };
    group.measures.push(measure);
    groups.set(key, group);
  }
  return [...groups.values()];
}
