import { printShape, type Shape } from '@thalweg/tensor';
import { type Call, Node } from '../node/node.ts';
import type { Formula } from '../wire/formula.ts';
import type { Kernel } from '../wire/kernel.ts';
import type { OperationTable } from './graph-description.ts';

/** Returns the call that gives a node which an operation made: its name and its arguments, in which inputs are nodes. */
export function callOf({ operation, inputs }: Node): Call {
  return operation!.call?.(inputs) ?? [operation!.name, ...inputs];
}

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

/** Returns a short text that is another one for a node that computes something else from its inputs. */
export function digestOf({ dtype, shape: own, operation }: Node, shape: Shape = own): string {
  return hashed(`${dtype} ${printShape(shape)} ${kernelText(operation!.kernel)}`);
}

function kernelText(kernel: Kernel): string {
  if (kernel.kind === 'elementwise') return formulaText(kernel.formula);
  if (kernel.kind === 'loop') return `${kernel.loop ?? 'own'} ${JSON.stringify(kernel.parameters ?? null, plain)}`;
  return kernel.kind === 'view' ? `view ${kernel.order?.join() ?? ''}` : kernel.kind;
}

function formulaText(formula: Formula): string {
  if ('argument' in formula) return `#${formula.argument}`;
  if ('literal' in formula) return numberText(formula.literal);
  return `${formula.instruction.name}(${formula.operands.map(formulaText).join()})`;
}

/** Numbers that JSON lacks as texts, and what a loop was made of, which is no data, left out. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'function' ? undefined : value;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** FNV-1a, 32 bits: Fowler, Noll and Vo, 1991. */
function hashed(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
