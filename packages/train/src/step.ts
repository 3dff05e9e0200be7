import { openFrame, type Node, type Runner } from '@thalweg/graph';
import { nextTurn } from '@thalweg/data/engine';
import type { Transform } from '@thalweg/optim';
import { optionsOf } from '@thalweg/tensor/engine';
import { type BoundRecord, type Take, takeRecords, type Values } from './passes/take-records.ts';
import { descentOf } from './passes/descent.ts';
import { stepConfiguration } from './passes/configuration.ts';
import type { Resumable, StepRecord } from './passes/progress.ts';
import { recordOf } from './passes/run.ts';
import type { Skips, WhenNotFinite } from './passes/skipping.ts';

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
  const { rules, progress, finite, skips } = stepConfiguration(
    { operator: 'step', outputs, descent },
    { whenNotFinite },
  );
  let call: Call | undefined;
  const opened = (): Take<unknown> => {
    const frame = openFrame({ outputs, rules, training: true, steps: true, finite, runner });
    const { take } = takeRecords(
      { operator: 'step', frame, skips, fail },
      {
        before: bound => (bound.kept = call),
        rows({ columns }, { epoch, kept }) {
          progress.last = (kept as Call).record = recordOf({ names: [], columns }, 0, epoch);
        },
      },
    );
    return take;
  };
  let take: Take<unknown> | undefined;
  const descend = (values: Values = {}): StepRecord | undefined => {
    const own = (call = { record: undefined, asked: true } as Call);
    (take ??= opened())(values, undefined, nothing);
    own.asked = false;
    return own.record;
  };
  return Object.assign(descend, { progress, skipped: skips.skipped });
}

/** A call of the function, which a step can outlast. */
interface Call {
  record: StepRecord | undefined;
  asked: boolean;
}

function fail(error: unknown, { kept }: BoundRecord): void {
  if ((kept as Call).asked) throw error;
  nextTurn(() => {
    throw error;
  });
}

function nothing(): void {}
