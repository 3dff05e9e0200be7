import { mean, mul, type Node } from '@thalweg/graph';
import { inDomain, type Domain } from '@thalweg/graph/engine';
import { sameShape, ShapeError, type Shape } from '@thalweg/tensor';
import type { Model } from '../learn/model.ts';
import type { ModelOptions } from './model-options.ts';

/**
 * Returns a model from the losses of examples: its loss is their mean over the batch, each multiplied by the weight.
 *
 * - **Throws** `ShapeError` unless there is a target, and a weight if there are any, for each example
 */
export function modelOf(
  name: string,
  { prediction, losses, target }: { readonly prediction: Node; readonly losses: () => Node; readonly target: Node },
  { weight }: ModelOptions = {},
  examples: Shape = prediction.shape,
): Model<never, never> {
  for (const [what, node] of [['target', target] as const, ['weight', weight] as const])
    if (node !== undefined && !sameShape(node.shape, examples))
      throw new ShapeError(
        name,
        [examples, node.shape],
        `there must be one ${what} for each example`,
        `Give the ${what} the shape [${examples.join(', ')}].`,
      );
  const each = losses();
  const weighted = weight === undefined ? each : mul(each, inDomain(weight, weightsOf(name)));
  const loss = mean(weighted) as Node as Node<readonly []>;
  const model = { prediction, loss, target, ...(weight === undefined ? {} : { weight }) };
  return model as unknown as Model<never, never>;
}

function weightsOf(name: string): Domain {
  return { least: 0, of: `the weights of ${name}`, advice: 'Leave an example out, or give it the weight 0.' };
}
