/** Tests whose values ONNX wrote with four digits after the point. */
export const inexact: readonly string[] = [
  'node/test_gridsample_bicubic',
  'node/test_roialign_aligned_false',
  'node/test_roialign_aligned_true',
];

/** Tests whose values are not those of their model, and why. */
export const contradictory: Readonly<Record<string, string>> = {
  'node/test_adam_multiple': 'its values are those of an epsilon of 0.01, which its model does not give',
};

/** Tests of products of float64, which compiled code leaves to the interpreter. */
export const partlyInterpreted: readonly string[] = ['node/test_einsum_batch_matmul', 'node/test_einsum_inner_prod'];
