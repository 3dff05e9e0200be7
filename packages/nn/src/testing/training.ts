import { openFrame, type Node } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';

/** Passes of a frame that trains. */
export interface Training {
  /** One pass: the values of the outputs. */
  readonly pass: () => readonly Tensor[];
  /** What its values follow from. */
  readonly sources: readonly string[];
  readonly close: () => void;
}

/** Opens a frame that trains; with `steps`, every pass is a step. */
export function training(outputs: readonly Node[], { steps }: { readonly steps: boolean }): Training {
  const frame = openFrame({ outputs, training: true, steps });
  return {
    pass: () => {
      let values: readonly Tensor[] | undefined;
      frame.run([], outcome => {
        if ('error' in outcome) throw outcome.error;
        values = outcome.outputs;
      });
      return values!;
    },
    sources: frame.sources.map(({ name }) => name),
    close: () => frame.close(),
  };
}

/** The names of what a node's value follows from outside of training. */
export function sourcesOf(node: Node): string[] {
  const frame = openFrame({ outputs: [node] });
  const names = frame.sources.map(({ name }) => name);
  frame.close();
  return names;
}
