import { Node } from '../node/node.ts';
import type { OperationTable } from './graph-description.ts';

/** Returns the node that a call gives, or that part of what it gives which a name such as `topK.indices` names; `undefined` for none. */
export function calledNode(operations: OperationTable, path: string, args: readonly unknown[]): Node | undefined {
  const [name, ...parts] = path.split('.') as [string, ...string[]];
  const operation = operations[name] as (...args: readonly unknown[]) => unknown;
  const made = parts.reduce(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part],
    operation(...args),
  );
  return made instanceof Node ? (made as Node) : undefined;
}
