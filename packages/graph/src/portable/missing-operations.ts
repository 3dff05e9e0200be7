import type { OperationTable } from './graph-description.ts';

/** Returns the names of the operations that entries call and a table lacks, each once, in order. */
export function missingOperations(entries: readonly unknown[], operations: OperationTable): string[] {
  const missing = new Set<string>();
  const stack = [...entries];
  while (stack.length > 0) {
    const { kind, operation, body } = (stack.pop() ?? {}) as Record<string, unknown>;
    const name = kind === 'scan' ? 'scan' : kind === 'call' && typeof operation === 'string' ? operation.split('.')[0]! : undefined; // prettier-ignore
    if (name !== undefined && !Object.hasOwn(operations, name)) missing.add(name);
    if (Array.isArray(body)) stack.push(...(body as unknown[]));
  }
  return [...missing].sort();
}
