import { openFrame, type Guard, type Node, type Runner, type TaskFrame } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { ShapeError, type Shape } from '@thalweg/tensor';
import type { Observable, Subscriber } from 'rxjs';
import { descentOf } from './descent.ts';
import { consume, type Take } from './consume.ts';
import { progressOf, type Progress } from './progress.ts';
import type { Scalars } from './step-record.ts';

/** Options of the steps of a training. */
export interface RunOptions {
  /** The event loop gets a turn after so many milliseconds, 8 by default; never if `Infinity`. */
  readonly sliceMs?: number;
  /**
   * Pauses the training between a `false` and the next `true`; it never pauses if left out. So a training waits for a button,
   * goes at a chosen pace, or rests while a page is hidden, and keeps all that it holds. This concerns datasets, which are
   * pulled; any other observable pushes.
   */
  readonly running?: Observable<boolean> | undefined;
  /** Checks every value that is computed, such as `guardFinite()`, which finds where a NaN comes from. */
  readonly guard?: Guard;
  /** Computes in place of the interpreter, such as `wasm()`. With a guard, the interpreter computes. */
  readonly runner?: Runner | undefined;
}

/** The nodes that a training computes in each step, and its progress. */
export interface Plan {
  /** The loss, the number of the step, and metrics in the order of their names. */
  readonly outputs: readonly Node[];
  readonly names: readonly string[];
  readonly rules: readonly Node[];
  readonly progress: Progress;
}

/** Plans the descent of a loss, and refuses metrics that are not scalars. */
export function planOf(operator: string, loss: Node<readonly []>, optimizer: Transform, metrics: Scalars = {}): Plan {
  const descent = descentOf(operator, loss as Node, optimizer);
  for (const [name, { shape }] of Object.entries<Node<Shape>>(metrics))
    if (shape.length > 0)
      throw new ShapeError(operator, [shape], `the metric '${name}' must be a scalar`, 'Take its mean.');
  const outputs = [loss, descent.step, ...Object.values(metrics)] as Node[];
  return { outputs, names: Object.keys(metrics), rules: descent.rules, progress: progressOf(outputs, descent) };
}

/** Runs a training over a source, in a frame of its own that ends with the subscriber. */
export function run<R>(
  { outputs, rules, progress }: Plan,
  source: Observable<R>,
  subscriber: Subscriber<unknown>,
  { sliceMs = 8, running, guard, runner }: RunOptions,
  takeIn: (frame: TaskFrame) => Take<R>,
): void {
  const frame = openFrame({ outputs, rules, training: true, steps: true, guard, runner });
  const { start } = progress;
  progress.start = undefined;
  progress.position = progress.next = start;
  subscriber.add(() => frame.close());
  consume(source, subscriber, { sliceMs, running, start, take: takeIn(frame), end: () => subscriber.complete() });
}
