import { type Node, nodeOf, type Target, type Writable } from '../node/node.ts';
import type { Register } from './register.ts';

/** Returns the register that a write to a view changes, and the effect of the write. A register itself is written whole. */
export function targetOf(view: Writable): Target & { readonly register: Register } {
  const target = nodeOf('targetOf', view).target ?? {
    register: view,
    inputs: [],
    as: (register: Node) => register as Writable,
  };
  return target as Target & { readonly register: Register };
}
