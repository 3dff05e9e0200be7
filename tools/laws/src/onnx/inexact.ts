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
