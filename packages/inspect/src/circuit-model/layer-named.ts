import type { Node } from '@thalweg/graph';
import { registerRead } from './register-read.ts';

/**
 * Returns the layer whose register a node is or has the elements of: `dense1` for `dense1/weight`. An optimizer’s register such
 * as `adam.m(dense1/weight)` belongs to no layer.
 */
export function layerNamed(node: Node): string | undefined {
  return /^([^/()]+)\/[^()]*$/.exec(registerRead(node)?.name ?? '')?.[1];
}
