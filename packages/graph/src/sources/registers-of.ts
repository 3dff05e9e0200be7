import { type Node, nodeOf } from '../node/node.ts';
import { Register } from './register.ts';

/** The registers that nodes read or write, in the order in which their formulas use them. */
export function registersOf(...roots: readonly Node[]): Register[] {
  const found: Register[] = [];
  const seen = new Set<Node>();
  const stack = roots.map(root => nodeOf('registersOf', root)).reverse();
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node instanceof Register) found.push(node as Register);
    if (node.register !== undefined) stack.push(node.register);
    for (let index = node.inputs.length - 1; index >= 0; index--) stack.push(node.inputs[index]!);
  }
  return found;
}
