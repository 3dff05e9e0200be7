import { feed, read, type Input, type Node } from '@thalweg/graph';
import { exportOnnx } from '@thalweg/onnx';
import type { Tensor } from '@thalweg/tensor';
import { runInOnnxRuntime } from './onnx-runtime.ts';

/** Outputs to export, the inputs that they depend on, and the values of the inputs in each run, in their order. */
export interface OnnxModel {
  readonly outputs: Readonly<Record<string, Node>>;
  readonly inputs: readonly Input[];
  readonly runs: readonly (readonly Tensor[])[];
}

/**
 * Exports models, runs them in ONNX Runtime, and returns the largest difference of each from what the interpreter computes,
 * relative to numbers above 1. Throws the first error of the checker or of ONNX Runtime.
 */
export function onnxDifferences(models: readonly OnnxModel[]): readonly number[] {
  const requests = models.map(({ outputs, inputs, runs }) => ({
    file: exportOnnx(outputs),
    feeds: runs.map(values => Object.fromEntries(inputs.map(({ name }, n) => [name, values[n]!]))),
  }));
  return runInOnnxRuntime(requests).map((result, model) => {
    if (result.error !== undefined) throw new Error(result.error);
    const { outputs, inputs, runs } = models[model]!;
    return Math.max(
      ...runs.flatMap((values, run) => {
        feed(...inputs.map((input, n) => [input, values[n]!] as const));
        return Object.entries(outputs).map(([name, node]) => difference(result.outputs[run]![name]!, read(node)));
      }),
    );
  });
}

/** Infinity for values of another shape or dtype. */
function difference(found: Tensor, wanted: Tensor): number {
  if (found.dtype !== wanted.dtype || String(found.shape) !== String(wanted.shape)) return Infinity;
  let worst = 0;
  for (let i = 0; i < wanted.data.length; i++) {
    const [value, other] = [wanted.data[i]!, found.data[i]!];
    // NaN is as far as can be.
    const distance = Math.abs(other - value) / Math.max(1, Math.abs(value));
    if (!Object.is(value, other) && !(distance <= worst)) worst = Number.isNaN(distance) ? Infinity : distance;
  }
  return worst;
}
