import {
  add,
  cast,
  greater,
  logSoftmax,
  matmul,
  log,
  mean,
  minimum,
  mul,
  neg,
  type Node,
  oneHot,
  reshape,
  softmax,
  sum,
  where,
} from '@thalweg/graph';
import { inDomain, nodeOf } from '@thalweg/graph/author';
import { ContractError, type DType, DtypeError, type Shape } from '@thalweg/tensor';
import type { RuleModel } from '../learn/model.ts';
import type { ModelOptions } from './model-options.ts';
import { checkEach, weightOf } from './model-of.ts';
import { counted, zeros } from './states.ts';
import { column } from './weighted-sum.ts';

/** Options of models that count what comes with each class. */
export interface ClassCountOptions extends ModelOptions {
  /** The number of classes. */
  readonly classes: number;
}

/** The classes of examples, and how often each came. */
export interface ClassCounts {
  readonly name: string;
  /** The number of rows of each class, or the sum of their weights: `[classes]`, float64. */
  readonly counts: Node;
  /** For each example the weight at its class, and 0 at the others: `[classes]` or `[batch, classes]`, float64. */
  readonly hot: Node;
  readonly label: Node;
  readonly weight: Node | undefined;
}

/**
 * Returns the counts of classes. Labels that are no class are refused where a record enters.
 *
 * - **Throws** `ContractError`, `DtypeError`, `ShapeError` for classes, labels and weights that do not fit
 */
export function classCounts(
  name: string,
  label: Node,
  examples: Shape,
  { classes, weight }: ClassCountOptions,
): ClassCounts {
  if (!Number.isSafeInteger(classes) || classes < 1)
    throw new ContractError(name, 'classes must be a whole number of at least 1', String(classes), 'Try 2.');
  if (nodeOf(name, label).dtype !== 'int32')
    throw new DtypeError(
      name,
      [label.dtype],
      'labels must be int32',
      "Declare them as such: input('label', [], 'int32').",
    );
  checkEach(name, 'label', label, examples);
  const known = inDomain(label, {
    least: 0,
    most: classes - 1,
    of: name,
    advice: 'Give more classes, or number them from 0.',
  });
  const one: Node = oneHot(known, classes, { dtype: 'float64' });
  const weights = weight && reshape(cast(weightOf(name, weight, examples), 'float64'), [...examples, 1] as never);
  const hot = weights === undefined ? one : (mul(one, weights) as Node);
  return { name, counts: zeros(`${name}/counts`, [classes]), hot, label: known, weight };
}

/**
 * Returns the model by Bayes’ rule: each class has the probability `count · likelihood`, divided by their sum. A class that
 * never came has the probability 0, and before any came, all have the same. The loss is `−log` of the label’s
 * probability, at most `−log 2⁻⁵²`, as in `logLoss`.
 */
export function bayesRule(
  classes: ClassCounts,
  logLikelihoods: Node,
  rules: readonly Node[],
  dtype: DType,
): RuleModel<never, never> {
  const { counts, hot, label, weight } = classes;
  const seen = greater(counts, 0) as Node;
  const joint = where(seen, add(logLikelihoods, log(where(seen, counts, 1))), -Infinity) as Node;
  const logits = where(greater(sum(counts), 0), joint, 0) as Node;
  const isLabel = oneHot(label, counts.shape[0] as number, { dtype: 'bool' }) as Node;
  const surprise = minimum(neg(sum(where(isLabel, logSoftmax(logits), 0), { axes: -1 })), -Math.log(2 ** -52)) as Node;
  const weighted = weight === undefined ? surprise : (mul(surprise, cast(weight, 'float64')) as Node);
  const model = {
    prediction: cast(softmax(logits), dtype),
    loss: mean(weighted),
    target: label,
    rules: [counted(counts, overBatch(hot)), ...rules],
    ...(weight === undefined ? {} : { weight }),
  };
  return model as never;
}

/** Returns the sum over the examples of a batch of a vector of each; of one example the vector itself. */
export function overBatch(vectors: Node): Node {
  return vectors.shape.length === 1 ? vectors : (sum(vectors, { axes: 0 }) as Node);
}

/** Returns the sum over the examples of a batch of the products of all pairs, `[a, b]`. */
export function pairsOverBatch(a: Node, b: Node): Node {
  if (a.shape.length > 1) return matmul<Shape, Shape>(a, b, { transposeA: true }) as Node;
  return mul(column(a), b) as Node;
}
