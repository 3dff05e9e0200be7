import type { Tensor, TensorLike } from '@thalweg/tensor';
import {
  feedOf,
  openFrame,
  read,
  type FrameOptions,
  type Node,
  type PassResult,
  type Source,
  type TaskFrame,
} from '../index.ts';

/** A value for one source in one pass. */
export type Pair = readonly [source: Source, value: TensorLike];

/** Runs one pass of a frame that is not busy, and says what came of it. */
export function pass(frame: TaskFrame, ...pairs: Pair[]): PassResult {
  let outcome: PassResult | undefined;
  frame.run(
    pairs.map(([source, value]) => feedOf(source, value)),
    came => {
      outcome = came;
    },
  );
  if (outcome === undefined) throw new Error('The pass was put off.');
  return outcome;
}

/** The outputs of a pass that must not fail. */
export function outputsOf(outcome: PassResult): readonly Tensor[] {
  if ('error' in outcome) throw outcome.error;
  return outcome.outputs;
}

/** The message of the error of a pass that must fail. */
export function failureOf(outcome: PassResult): string {
  if ('outputs' in outcome) throw new Error('The pass did not fail.');
  return String(outcome.error);
}

/** A frame that steps, with nothing but rules. */
export function stepper(rules: readonly Node[], options: Partial<FrameOptions> = {}): TaskFrame {
  return openFrame({ outputs: [], rules, training: true, steps: true, ...options });
}

/** The present number of a scalar. */
export const number = (node: Node): number => read(node).item();
