import { ContractError } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { SplitEdge } from './split-edge.ts';

/** Returns the edge that a half was given. Throws `ContractError` if it is none. */
export function edgeGiven(operator: string, edge: SplitEdge | undefined): SplitEdge {
  if (typeof edge?.open === 'function') return edge;
  throw new ContractError(
    operator,
    'the edge must be one that logEdge or portEdge returns',
    printed(edge),
    'Try { edge: portEdge(port) }.',
  );
}
