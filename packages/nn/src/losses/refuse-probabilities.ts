import { GraphError, type Node } from '@thalweg/graph';

/** Refuses the output of the activation that a loss contains: applied twice, it makes all gradients small. */
export function refuseProbabilities(loss: string, x: Node, activation: 'softmax' | 'sigmoid'): void {
  if (activation === 'softmax' ? !isSoftmax(x) : x.rule?.name !== 'sigmoid') return;
  throw new GraphError(
    loss,
    'its input must be logits',
    `the output of ${activation}, which the loss applies itself`,
    `Give it the layer before ${activation}.`,
  );
}

/** True for powers of e that are divided by their own sum. */
function isSoftmax({ rule, inputs: [powers, divisor] }: Node): boolean {
  if (rule?.name !== 'div' || powers?.rule?.name !== 'exp') return false;
  let sum = divisor;
  while (sum !== powers && sum?.inputs.length === 1) sum = sum.inputs[0];
  return sum === powers;
}
