import { printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { Node } from './node.ts';

/**
 * Returns what must be a node.
 *
 * - **Throws** `GraphError` for anything else
 */
export function nodeOf<N extends Node>(subject: string, value: N): N {
  if (value instanceof Node) return value;
  const advice =
    typeof value === 'function'
      ? 'Call it, if it makes a step of a pipe: tanh(), not tanh.'
      : 'Wrap a value with constant(…).';
  throw new GraphError(subject, 'inputs must be nodes', printed(value), advice);
}
