import { add, mul, type Node } from '@thalweg/graph';
import { inDomain } from '@thalweg/graph/author';
import { oneOf } from '@thalweg/tensor/engine';
import type { ModelOptions } from './model-options.ts';

/** Options of models with two classes. */
export interface LabelOptions extends ModelOptions {
  /**
   * The labels of the two classes: `'zeroOne'`, the default, for 0 and 1 or a probability between them; `'plusMinus'` for −1
   * and 1, which are mapped to 0 and 1, in the outcomes too.
   */
  readonly labels?: 'zeroOne' | 'plusMinus';
}

/** Defaults of {@link LabelOptions}. */
export const labelDefaults = { weight: undefined, labels: 'zeroOne' } as const;

/** Returns the probability that a label says, from 0 to 1. Other labels are refused where a record enters. */
export function labelOf(name: string, label: Node, labels: Required<LabelOptions>['labels'] = 'zeroOne'): Node {
  const plusMinus = oneOf(`${name}: labels`, labels, ['zeroOne', 'plusMinus']) === 'plusMinus';
  const checked = inDomain(label, {
    least: plusMinus ? -1 : 0,
    most: 1,
    of: name,
    advice: plusMinus ? 'Give labels −1 and 1.' : "Give labels 0 and 1, or set { labels: 'plusMinus' } for −1 and 1.",
  });
  return plusMinus ? mul(add(checked, 1), 0.5) : checked;
}
