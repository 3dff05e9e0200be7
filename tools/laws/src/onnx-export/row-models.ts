import { input, type Input, type Node } from '@thalweg/graph';
import { sizeOf, type DType, type Tensor } from '@thalweg/tensor';
import type { Inputs, OperationRow } from '../operations/laws/operation-row.ts';
import { tensorOf } from '../operations/laws/plain.ts';

/** An operation on inputs, and their values. */
export interface RowModel {
  readonly node: Node;
  readonly inputs: readonly Input[];
  readonly values: readonly Tensor[];
}

/** The inputs of a row that a model is made for: the first that have elements, as ONNX Runtime refuses many without. */
export function triedCase({ cases }: OperationRow): Inputs | undefined {
  return cases.find(inputs => inputs.every(({ shape }) => sizeOf(shape) > 0));
}

/** An operation of a row on inputs. */
export function rowModel(row: OperationRow, inputs: Inputs, real: DType): RowModel {
  const values = inputs.map(one => tensorOf(one, real));
  const sources = values.map((value, n) => input(`x${n}`, value.shape, value.dtype) as unknown as Input);
  return { node: row.apply(...(sources as unknown as Node[])), inputs: sources, values };
}
