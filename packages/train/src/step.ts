import { openFrame, type Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import { descentOf } from './descent.ts';
import { feeder, type Values } from './feeder.ts';
import { nextTurn } from './next-turn.ts';
import { recordOf, type StepRecord } from './step-record.ts';

/**
 * One step at a time, by hand: returns a function that takes a step each time it is called, with the values of a record
 * if the loss has inputs. It returns what `train` would tell; asked for inside a pass, the step waits for its turn and
 * the call returns nothing.
 *
 * It follows streams that the optimizer takes for as long as they last: there is nothing to unsubscribe.
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
export function step(loss: Node<readonly []>, optimizer: Transform): (record?: Values) => StepRecord | undefined {
  const descent = descentOf('step', loss as Node, optimizer);
  const frame = openFrame({ outputs: [loss as Node, descent.step], rules: descent.rules, training: true, steps: true });
  const read = feeder('step', frame);
  return (record = {}) => {
    let told: StepRecord | undefined;
    let asked = true;
    frame.run(read(record).feeds, outcome => {
      if ('outputs' in outcome) told = recordOf(outcome.outputs, [], 0);
      else if (asked) throw outcome.error;
      else
        nextTurn(() => {
          throw outcome.error;
        });
    });
    asked = false;
    return told;
  };
}
