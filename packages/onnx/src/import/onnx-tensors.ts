import { tensorsOf } from './graph-tensors.ts';
import type { OnnxTensor } from './onnx-tensor.ts';
import { readModel } from './read-model.ts';

/**
 * Returns the tensors of an ONNX file in the order of their nodes, without building anything, constants left out. The
 * last layer before an output is its head: the tensor that it reads has the field `head`.
 * `importOnnx(bytes, { outputs: [name] })` builds a model up to a tensor, and `importOnnx(bytes).tensors[name]!.shape`
 * is its shape where the file does not say it.
 *
 * - **Throws** `OnnxError` for bytes that are no ONNX model
 *
 * @example
 * const bytes = Uint8Array.from(atob('CAg6awoaCgF4CgF3EgF5Ggdwcm9kdWN0IgZNYXRNdWwSBGxpbmUqEwgCCAEQAUIBd0oIAABAQAAAAEBaGAoBeBITChEIARINCgcSBWJhdGNoCgIIAmIYCgF5EhMKEQgBEg0KBxIFYmF0Y2gKAggBQgQKABAS'), one => one.charCodeAt(0));
 * onnxTensors(bytes).map(({ name, operator, reads }) => `${name} = ${operator}(${reads})`) // => ['y = MatMul(x,w)']
 */
export function onnxTensors(bytes: Uint8Array): readonly OnnxTensor[] {
  return tensorsOf(readModel(bytes).graph);
}
