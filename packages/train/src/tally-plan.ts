import type { Node } from '@thalweg/graph';
import { ContractError, type Shape } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { isMeasure, type Measure, NodeList } from './measures/measure-parts.ts';
import type { Metrics } from './metrics.ts';
import { metricNode } from './metric-node.ts';

/** The origin of the value of a metric: an output that is averaged or added up, or a measure. */
type TallyEntry =
  | { readonly name: string; readonly kind: 'mean' | 'total'; readonly output: number }
  | { readonly name: string; readonly kind: 'measure'; readonly measure: Measure };

/** The outputs of an evaluation, and its metrics. */
export interface TallyPlan {
  readonly outputs: NodeList;
  readonly entries: readonly TallyEntry[];
}

/** Returns the plan of the metrics of an evaluation, whose nodes are replaced by others. */
export function tallyPlan(metrics: Metrics, evaluated: <S extends Shape>(node: Node<S>) => Node<S>): TallyPlan {
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
