import { feedOf, openFrame, type FrameOptions, type Source, type TaskFrame } from '@thalweg/graph';
import type { Tensor, TensorLike } from '@thalweg/tensor';

/** A value for one source in one pass. */
export type Pair = readonly [source: Source, value: TensorLike];

/** The outputs of a pass; it throws what the pass fails with. */
export function pass(frame: TaskFrame, ...pairs: readonly Pair[]): readonly Tensor[] {
  let outputs: readonly Tensor[] | undefined;
  frame.run(
    pairs.map(([source, value]) => feedOf(source, value)),
    outcome => {
      if ('error' in outcome) throw outcome.error;
      outputs = outcome.outputs;
    },
  );
  if (outputs === undefined) throw new Error('The pass was put off.');
  return outputs;
}

/** The outputs of one pass of a frame of its own. */
export function passOnce(options: FrameOptions, ...pairs: readonly Pair[]): readonly Tensor[] {
  const frame = openFrame(options);
  try {
    return pass(frame, ...pairs);
  } finally {
    frame.close();
  }
}

/** What a pass fails with. */
export function failureOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing failed.');
}
