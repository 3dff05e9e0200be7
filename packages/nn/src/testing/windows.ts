import { feedOf, openFrame, type Node, type Source } from '@thalweg/graph';
import type { Tensor, TensorLike } from '@thalweg/tensor';

/** Steps of a training on windows of sequences. */
export interface Windows {
  /** One step, or one pass outside of training; throws what it fails with. */
  readonly step: (window: Tensor, reset?: readonly boolean[]) => readonly Tensor[];
  readonly close: () => void;
}

/** Opens a frame whose passes get a window each. */
export function windows({
  outputs,
  x,
  reset,
  training = true,
}: {
  readonly outputs: readonly Node[];
  readonly x: Node;
  readonly reset?: Node;
  readonly training?: boolean;
}): Windows {
  const frame = openFrame({ outputs, training, steps: training });
  return {
    step: (window, flags) => {
      let found: readonly Tensor[] | undefined;
      const feed = (node: Node, value: unknown) => feedOf(node as Source, value as TensorLike);
      frame.run([feed(x, window), ...(reset === undefined ? [] : [feed(reset, flags)])], outcome => {
        if ('error' in outcome) throw outcome.error;
        found = outcome.outputs;
      });
      return found!;
    },
    close: () => frame.close(),
  };
}
