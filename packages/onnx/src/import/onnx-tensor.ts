import type { Shape } from '@thalweg/tensor';

/** A tensor that a node of an ONNX file puts out. */
export interface OnnxTensor {
  /** The name, which the option `outputs` of `importOnnx` takes. */
  readonly name: string;
  /** The operator that puts it out. */
  readonly operator: string;
  /** The name of the node that puts it out; often empty. */
  readonly node: string;
  /** The names that the node reads: tensors, inputs and weights. */
  readonly reads: readonly string[];
  /** The shape, if the file says it. */
  readonly shape?: Shape;
  /** True for an output of the file. */
  readonly isOutput: boolean;
  /** The layer that makes an output of this tensor, by the name of its weight: what a new head would read. */
  readonly head?: string;
}
