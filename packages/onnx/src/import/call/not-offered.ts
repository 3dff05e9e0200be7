import { Input, type Node } from '@thalweg/graph';
import type { OnnxProblem } from './onnx-problem.ts';

/** Thrown by what translates an operator: the reason why nothing here computes it. */
export class NotOffered extends Error {
  readonly reason: string;
  readonly kind: OnnxProblem['kind'];
  /** The inputs of the model whose values must be known. */
  readonly inputs: readonly string[];

  constructor(reason: string, kind: OnnxProblem['kind'] = 'operator', inputs: readonly string[] = []) {
    super(`Not offered: ${reason}.`);
    this.name = 'NotOffered';
    this.reason = reason;
    this.kind = kind;
    this.inputs = inputs;
  }
}

/** Returns the names of the inputs that a value depends on. */
export function inputsBelow(node: Node): string[] {
  const [seen, found] = [new Set<Node>([node]), new Set<string>()];
  for (const each of seen) {
    if (each instanceof Input) found.add(each.name);
    each.inputs.forEach(input => seen.add(input));
  }
  return [...found];
}
