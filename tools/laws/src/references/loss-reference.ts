import { cast, type Node } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import type { OperationReference } from './operation-reference.ts';

/** The losses whose labels stand for classes, or are numbers. */
const ofClasses = ['softmaxCrossEntropy', 'negativeLogLikelihood', 'multiMargin', 'softmaxFocal'];

/** Returns the loss of a row of `losses.json`, applied to its first input. */
export function appliedLoss(
  { operation, options = {} }: Pick<OperationReference, 'operation' | 'options'>,
  [x, ...others]: readonly Node[],
): Node {
  const { exampleWeights: weighted = false, ...given } = options;
  const last = weighted === true ? { exampleWeights: others.at(-1) } : {};
  const nodes = (weighted === true ? others.slice(0, -1) : others).map(node =>
    node.dtype === 'int32' && !ofClasses.includes(operation) ? cast(node, x!.dtype) : node,
  );
  const loss = nn[operation as 'infoNce'] as unknown as (...parts: unknown[]) => (x: Node) => Node;
  const all = { ...given, ...last };
  return Object.keys(all).length === 0 ? loss(...nodes)(x!) : loss(...nodes, all)(x!);
}
