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
