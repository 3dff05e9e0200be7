import { Tensor, type Sizes, type TensorLike } from '@thalweg/tensor';
import { coerce } from '../sources/coerce.ts';
import { Circuit } from '../frame/circuit.ts';
import type { Guard } from '../frame/frame.ts';
import type { Runner } from '../frame/runner.ts';
import { TaskFrame, type Feed } from '../frame/task-frame.ts';
import type { Node } from '../node/node.ts';
import type { Source } from '../sources/source.ts';
import { paddedFeed } from './padded-feed.ts';
import { Storage } from '../wire/storage.ts';

/** What a frame computes. */
export interface FrameOptions {
  /** The nodes whose values a pass gives, in this order. */
  readonly outputs: readonly Node[];
  /** Further rules that a step fires. */
  readonly rules?: readonly Node[];
  /** Whether `whenTraining` takes its first arm. */
  readonly training?: boolean;
  /** Whether a pass is a step: it fires every rule that outputs and rules depend on, and relays to subscribers. */
  readonly steps?: boolean;
  /** Looks at every value that is computed, such as `guardFinite()`. */
  readonly guard?: Guard | undefined;
  /** What computes in place of the interpreter, unless there is a guard. */
  readonly runner?: Runner | undefined;
}

/** Opens a frame of one's own on a circuit: for training, evaluation or prediction. Close it when done. */
export function openFrame(options: FrameOptions): TaskFrame {
  const { outputs, rules = [], training = false, steps = false, guard, runner } = options;
  const circuit = new Circuit();
  for (const { circuit: other } of [...outputs, ...rules]) if (other !== undefined) circuit.join(other);
  return new TaskFrame(circuit, { outputs, rules, training, steps, guard, runner });
}

/**
 * Checks a value and makes it ready to be fed to a source for one pass. A typed array, or a tensor whose storage will be
 * used again, is borrowed for the length of that pass: it is copied only where somebody observes it.
 */
export function feedOf(source: Source, value: TensorLike, options: { readonly borrowed?: boolean } = {}): Feed {
  const read = coerce(source, value);
  const shape = read.shape as Sizes;
  if (source.padding !== undefined) return paddedFeed(source, read.data, { shape, ...options });
  const same = read === value || (ArrayBuffer.isView(value) && read.data === value);
  const borrowed = same && (options.borrowed ?? !(value instanceof Tensor));
  return { wire: source, storage: new Storage(read.data, true, borrowed), shape };
}
