import type { Node } from '@thalweg/graph';
import type { Role } from '../draw/node-view.ts';

/** The nodes of a circuit whose values are shown, and those whose gradients are shown. */
export interface Revealed {
  readonly values: ReadonlySet<Node>;
  readonly gradients: ReadonlySet<Node>;
}

/** Returns true if a value or gradient of the node is to be shown. Without `revealed`, everything is. */
export function isRevealed(revealed: Revealed | undefined, role: Role, about: Node): boolean {
  if (revealed === undefined) return true;
  return (role === 'value' ? revealed.values : revealed.gradients).has(about);
}
