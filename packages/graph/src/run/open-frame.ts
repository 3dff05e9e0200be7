import { arrayOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import type { Guard, Runner } from '../frame/executor.ts';
import type { FiniteOutput } from '../frame/pass-result.ts';
import { joinedCircuit, TaskFrame } from '../frame/task-frame.ts';
import { type Node, nodeOf } from '../node/node.ts';

/** The computation of a frame. */
export interface FrameOptions {
  /** The nodes whose values a pass gives, in this order. */
  readonly outputs: readonly Node[];
  /** Further rules that a step fires. */
  readonly rules?: readonly Node[];
  /** With `true`, `whenTraining` takes its first arm. */
  readonly training?: boolean;
  /** With `true`, a pass is a step: it fires every rule that outputs and rules depend on, and relays to subscribers. */
  readonly steps?: boolean;
  /**
   * With `true`, a pass that is asked for inside another one does not wait: it reads registers as they are then. Only a frame
   * that takes no steps can do that.
   */
  readonly immediate?: boolean;
  /** One of the outputs, which must be finite. A step in which it is not finite fails, and writes no register. */
  readonly finite?: FiniteOutput<Node> | undefined;
  /** Checks every value that is computed, such as `guardFinite()`. */
  readonly guard?: Guard | undefined;
  /** Computes in place of the interpreter, unless there is a guard. */
  readonly runner?: Runner | undefined;
}

/**
 * Opens a frame on the circuit of some nodes: for training, evaluation or prediction. Close it when done. Throws `GraphError`
 * for an immediate frame that takes steps, and for what is no node or no runner.
 */
export function openFrame(options: FrameOptions): TaskFrame {
  const { outputs, rules, training, steps, immediate, finite, guard, runner } = optionsOf('openFrame', options, {
    outputs: undefined,
    rules: [] as readonly Node[],
    training: false,
    steps: false,
    immediate: false,
    finite: undefined,
    guard: undefined,
    runner: undefined,
  });
  if (immediate && steps)
    throw new GraphError(
      'openFrame',
      'an immediate frame must take no steps',
      'both',
      'Leave out immediate: steps wait for their turn.',
    );
  const nodes = [...arrayOf('openFrame', 'outputs', outputs), ...rules];
  const circuit = joinedCircuit(nodes.map(node => nodeOf('a pass', node)));
  if (runner !== undefined && typeof (runner as Partial<Runner>).open !== 'function')
    throw new GraphError(
      'runner',
      'it must be a runner',
      printed(runner),
      'Call it, if it makes one: wasm(), not wasm.',
    );
  return new TaskFrame(circuit, { outputs, rules, training, steps, immediate, finite, guard, runner });
}
