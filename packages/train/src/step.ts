import { openFrame, type Node, type Runner, type TaskFrame } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { descentOf } from './descent.ts';
import { recordBinder, type BoundRecord } from './record-binder.ts';
import type { Values } from './record-fields.ts';
import { nextTurn } from '@thalweg/data/engine';
import { optionsOf } from '@thalweg/tensor/engine';
import { planWith } from './plan.ts';
import type { Resumable } from './progress.ts';
import type { Skips } from './skipped.ts';
import { epochAt, recordOf, type StepRecord } from './step-record.ts';
import type { WhenNotFinite } from './when-not-finite.ts';

/** Options of {@link step}. */
export interface StepOptions {
  /**
   * The treatment of steps whose loss is NaN or infinite. `'error'`, the default, throws a `NumericError`, and `'skip'` returns
   * undefined and counts the step in `skipped`; both move no parameter and no state. `'continue'` takes the step.
   * With `skipNonFinite` in the optimizer, the default is `'continue'`: it skips and counts such steps.
   */
  readonly whenNotFinite?: WhenNotFinite | undefined;
  /** Computes in place of the interpreter, such as `wasm()`. */
  readonly runner?: Runner | undefined;
}

/** The function that {@link step} returns: each call takes a step. A snapshot keeps its state. */
export interface Stepping extends Resumable, Skips {
  (record?: Values): StepRecord | undefined;
}

/**
 * Returns a function that takes one step each time it is called, with the values of a record if the loss has inputs. A call
 * returns the record that `train` would emit. Inside a pass, the step waits for its turn and the call returns undefined;
 * a call whose step is skipped returns undefined too.
 *
 * From the first call on, the function follows the streams that the optimizer takes until they complete: there is nothing
 * to unsubscribe.
 *
 * - **Throws** as `train` does, from the call that fails; the error of a step that had to wait is reported as RxJS
 *   reports unhandled errors
 *
 * @example
 * const x = parameter(1);
 * const descend = step(square(x), sgd({ learningRate: 0.25 }));
 * descend();
 * read(x).item() // => 0.5
 */
export function step(loss: Node<readonly []>, optimizer: Transform, options?: StepOptions): Stepping {
  const { runner, whenNotFinite } = optionsOf('step', options, { runner: undefined, whenNotFinite: undefined });
  const descent = descentOf('step', loss as Node, optimizer);
  const outputs = [loss as Node, descent.step];
  const { rules, progress, finite, skips } = planWith({ operator: 'step', outputs, descent }, { whenNotFinite });
  let open: { readonly frame: TaskFrame; readonly read: (record: unknown) => BoundRecord } | undefined;
  const opened = (): NonNullable<typeof open> => {
    const frame = openFrame({ outputs, rules, training: true, steps: true, finite, runner });
    return { frame, read: recordBinder('step', frame) };
  };
  const descend = (values: Values = {}): StepRecord | undefined => {
    const { frame, read } = (open ??= opened());
    let record: StepRecord | undefined;
    let asked = true;
    frame.runRows(read(values).feeds, 1, ({ columns, failure, skipped, skip }) => {
      if (skip !== undefined) skips.countNotFinite(skipped, skip.error);
      else if (failure === undefined) progress.last = record = recordOf({ names: [], columns }, 0, epochAt(undefined));
      else if (asked) throw failure.error;
      else
        nextTurn(() => {
          throw failure.error;
        });
    });
    asked = false;
    return record;
  };
  return Object.assign(descend, { progress, skipped: skips.skipped });
}
