import { openFrame, type Node, type Runner, type TaskFrame } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { descentOf } from './descent.ts';
import { recordBinder, type BoundRecord } from './record-binder.ts';
import type { Values } from './record-fields.ts';
import { nextTurn } from './next-turn.ts';
import { progressOf, type Trains } from './progress.ts';
import { recordOf, type StepRecord } from './step-record.ts';

/** Options of {@link step}. */
export interface StepOptions {
  /** What computes in place of the interpreter, such as `wasm()`. */
  readonly runner?: Runner | undefined;
}

/** What {@link step} returns: takes a step each time it is called, and has a state to keep. */
export interface Stepping extends Trains {
  (record?: Values): StepRecord | undefined;
}

/**
 * One step at a time, by hand: returns a function that takes a step each time it is called, with the values of a record
 * if the loss has inputs. It returns what `train` would tell; asked for inside a pass, the step waits for its turn and
 * the call returns nothing.
 *
 * From the first call on it follows streams that the optimizer takes, for as long as they last: there is nothing to
 * unsubscribe.
 *
 * - **Throws** as `train` does, from the call that fails; what a step that had to wait fails with is reported as RxJS
 *   reports errors that nobody handles
 *
 * @example
 * const x = parameter(1);
 * const descend = step(square(x), sgd({ learningRate: 0.25 }));
 * descend();
 * read(x).item() // => 0.5
 */
export function step(loss: Node<readonly []>, optimizer: Transform, { runner }: StepOptions = {}): Stepping {
  const descent = descentOf('step', loss as Node, optimizer);
  const { rules } = descent;
  const outputs = [loss as Node, descent.step];
  const progress = progressOf(outputs, descent);
  let open: { readonly frame: TaskFrame; readonly read: (record: unknown) => BoundRecord } | undefined;
  const opened = (): NonNullable<typeof open> => {
    const frame = openFrame({ outputs, rules, training: true, steps: true, runner });
    return { frame, read: recordBinder('step', frame) };
  };
  const descend = (record: Values = {}): StepRecord | undefined => {
    const { frame, read } = (open ??= opened());
    let told: StepRecord | undefined;
    let asked = true;
    frame.runRows(read(record).feeds, 1, ({ columns, failure }) => {
      if (failure === undefined) progress.last = told = recordOf({ names: [], columns }, 0, 0);
      else if (asked) throw failure.error;
      else
        nextTurn(() => {
          throw failure.error;
        });
    });
    asked = false;
    return told;
  };
  return Object.assign(descend, { progress });
}
