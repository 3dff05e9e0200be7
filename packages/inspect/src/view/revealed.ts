import type { Node } from '@thalweg/graph';
import type { Role } from '../draw/reading.ts';

/** What is to be seen of a circuit: of which nodes the value, and of which the gradient with its parts. */
export interface Revealed {
  readonly values: ReadonlySet<Node>;
  readonly gradients: ReadonlySet<Node>;
}

/** Whether what is read about a node is to be seen: with nothing said, all is. */
export function isRevealed(revealed: Revealed | undefined, role: Role, about: Node): boolean {
  if (revealed === undefined) return true;
  return (role === 'value' ? revealed.values : revealed.gradients).has(about);
}
