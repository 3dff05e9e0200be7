import { type Binary, elementwise, mean, mul, neg, type Node, scalar, sigmoid, sub } from '@thalweg/graph';
import { inDomain, nodeOf } from '@thalweg/graph/author';
import type { Transform } from '@thalweg/optim';
import { sameShape, type Shape, ShapeError } from '@thalweg/tensor';
import type { Model } from '../learn/model.ts';
import type { ModelOptions } from './model-options.ts';

/** The parts of a model. */
interface ModelParts {
  readonly prediction: Node;
  readonly losses: () => Node;
  readonly target: Node;
  readonly optimizer?: Transform | undefined;
}

/**
 * Returns a model from the losses of examples: its loss is their mean over the batch, each multiplied by the weight.
 *
 * - **Throws** `ShapeError` unless there is a target, and a weight if there are any, for each example
 */
export function modelOf(
  name: string,
  { prediction, losses, target, optimizer }: ModelParts,
  { weight }: ModelOptions = {},
  examples: Shape = prediction.shape,
): Model<never, never> {
  checkEach(name, 'target', target, examples);
  const each = losses();
  const weighted = weight === undefined ? each : mul(each, weightOf(name, weight, examples));
  const loss = mean(weighted) as Node as Node<readonly []>;
  const model = {
    prediction,
    loss,
    target,
    ...(weight === undefined ? {} : { weight }),
    ...(optimizer === undefined ? {} : { optimizer }),
  };
  return model as unknown as Model<never, never>;
}

/** Returns the weights of examples; others are refused where a record enters. Throws `ShapeError` unless each example has one. */
export function weightOf(name: string, weight: Node, examples: Shape): Node {
  checkEach(name, 'weight', weight, examples);
  const of = `the weights of ${name}`;
  return inDomain(weight, { least: 0, of, advice: 'Leave an example out, or give it the weight 0.' });
}

/** Throws `ShapeError` unless there is one of something for each example. */
export function checkEach(name: string, what: string, node: Node, examples: Shape): void {
  if (sameShape(nodeOf(name, node).shape, examples)) return;
  throw new ShapeError(
    name,
    [examples, node.shape],
    `there must be one ${what} for each example`,
    `Give the ${what} the shape [${examples.join(', ')}].`,
  );
}

/**
 * Loss of logits x and labels y, `−y log σ(x) − (1 − y) log(1 − σ(x))`, computed as `max(x, 0) − x·y + log(1 + e^−|x|)`:
 * nothing overflows, and small losses keep their digits. Logits must be finite.
 *
 * - **Shape** `x, y → broadcast(x, y)`
 * - **Gradient** `∂x = ∂l·(σ(x) − y)`, `∂y = −∂l·x`
 */
export const logisticLoss: Binary = /* @__PURE__ */ elementwise('logisticLoss', {
  formula: (x, y) =>
    scalar.add(scalar.sub(scalar.max(x, 0), scalar.mul(x, y)), scalar.log1p(scalar.exp(scalar.neg(scalar.abs(x))))),
  gradient: (upstream, [x, y]) => [mul(upstream, sub(sigmoid(x!), y!)), neg(mul(upstream, x!))],
});
