import { add, becomes, type Node, state } from '@thalweg/graph';
import { allocate, sizeOf, tensor } from '@thalweg/tensor';

/** Returns a state of zeros in float64. */
export function zeros(name: string, shape: readonly number[]): Node {
  return state(tensor(allocate('float64', sizeOf(shape)), { shape }), { name }) as Node;
}

/** Returns the rule that adds to a state. */
export function counted(register: Node, more: Node): Node {
  return becomes(register as never, add(register, more) as never) as Node;
}
