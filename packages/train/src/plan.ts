import { openFrame, type Guard, type Node, type Runner, type TaskFrame } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { ShapeError, type Shape } from '@thalweg/tensor';
import type { Observable, Subscriber } from 'rxjs';
import { descentOf } from './descent.ts';
import { consume } from './consume.ts';
import type { Take } from './pull.ts';
import { checkPulled, type PulledOnly } from './pulled-only.ts';
import { progressOf, type Progress } from './progress.ts';
import type { Scalars } from './step-record.ts';

/** Options of all operators that take steps. */
export interface RunOptions {
  /** Milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
  /**
   * Pauses the training: it takes no step between a `false` and the next `true`. So a training can wait for a button, run at a
   * chosen pace, or rest while a page is hidden, and keeps all its state. The source must
   * be a dataset, which is pulled: any other observable pushes.
   */
  readonly running?: Observable<boolean> | undefined;
  /** Inspects every value that is computed, such as `guardFinite()`, which reports the origin of a NaN. */
  readonly guard?: Guard;
  /** Computes in place of the interpreter, such as `wasm()`. With a guard, the interpreter computes. */
  readonly runner?: Runner | undefined;
}

/** The outputs and rules of the steps of a training, and its progress. */
export interface Plan {
  /** The name of the operator that runs it. */
  readonly operator: string;
  /** The loss, the number of the step, and metrics in the order of their names. */
  readonly outputs: readonly Node[];
  readonly names: readonly string[];
  readonly rules: readonly Node[];
  readonly progress: Progress;
}

/** Returns the plan of the descent of a loss. Throws `ShapeError` for metrics that are not scalars. */
export function planOf(operator: string, loss: Node<readonly []>, optimizer: Transform, metrics: Scalars = {}): Plan {
  const descent = descentOf(operator, loss as Node, optimizer);
  for (const [name, { shape }] of Object.entries<Node<Shape>>(metrics))
    if (shape.length > 0)
      throw new ShapeError(operator, [shape], `the metric '${name}' must be a scalar`, 'Take its mean.');
  const outputs = [loss, descent.step, ...Object.values(metrics)] as Node[];
  return {
    operator,
    outputs,
    names: Object.keys(metrics),
    rules: descent.rules,
    progress: progressOf(outputs, descent),
  };
}

/** Runs a training over a source, in its own frame, which closes when the subscriber leaves. */
export function run<R>(
  { operator, outputs, rules, progress }: Plan,
  source: Observable<R>,
  subscriber: Subscriber<unknown>,
  options: RunOptions & PulledOnly,
  takeIn: (frame: TaskFrame) => Take<R>,
): void {
  checkPulled(operator, source, options);
  const { sliceMs = 8, running, guard, runner } = options;
  const frame = openFrame({ outputs, rules, training: true, steps: true, guard, runner });
  const { start } = progress;
  progress.start = undefined;
  progress.position = progress.next = start;
  subscriber.add(() => frame.close());
  consume(source, subscriber, { sliceMs, running, start, take: takeIn(frame), end: () => subscriber.complete() });
}
