import { ContractError } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { StepRecord } from '@thalweg/train';
import type { ConnectTrainingOptions } from './outside/connect-training-options.ts';
import type { ConnectedTraining } from './outside/connected-training.ts';
import { Connection } from './outside/connection.ts';
import type { TrainingPort } from './wire/training-port.ts';

/**
 * Returns a handle of a training in a worker, which calls `exposeTraining`. It connects when it is first needed.
 *
 * Give a function that makes the worker: it is terminated when the steps are unsubscribed or fail, and by `stop`; after the last
 * record it stays for predictions and snapshots until `stop`, and lets a process end. A worker or a port that is given as such
 * stays open. At most `credit` records are on their way. Nothing is learned twice after a restart: the handle keeps
 * the records since the last state of the worker, and the run comes to the same bits as one without a restart.
 *
 * - **Throws** `ContractError` for what is no worker, for unknown options and values of them, and for `restart: 'snapshot'` without a
 *   function
 *
 * @example
 * const training = connectTraining(() => new Worker(new URL('./training.worker.ts', import.meta.url), { type: 'module' }));
 * records.pipe(training.learn()).subscribe(({ step, loss }) => …);
 * await training.set('learningRate', 1e-3);
 */
export function connectTraining<Step = StepRecord>(
  worker: TrainingPort | (() => TrainingPort),
  options?: ConnectTrainingOptions,
): ConnectedTraining<Step> {
  const chosen = optionsOf('connectTraining', options, {
    initial: undefined as unknown,
    credit: 64,
    transfer: false,
    reportMs: 50,
    steps: 'all' as const,
    restart: 'never' as const,
    snapshotEvery: 1_000,
    silenceMs: 30_000,
  });
  if (typeof worker !== 'function')
    functionOf('connectTraining', 'postMessage of the worker', (worker as TrainingPort | undefined)?.postMessage);
  const { credit, reportMs, steps, restart, snapshotEvery, silenceMs } = chosen;
  oneOf('connectTraining: steps', steps, ['all', 'latest']);
  oneOf('connectTraining: restart', restart, ['never', 'snapshot']);
  for (const [name, count] of Object.entries({ credit, snapshotEvery }))
    check(name, 'a whole number of at least 1', count, Number.isSafeInteger(count) && count >= 1);
  check('reportMs', 'at least 0', reportMs, reportMs >= 0 && reportMs < Infinity);
  check('silenceMs', 'positive', silenceMs, silenceMs > 0);
  if (restart === 'snapshot' && typeof worker !== 'function')
    throw new ContractError(
      'connectTraining',
      "restart: 'snapshot' needs a function that makes a worker",
      'a worker',
      'Write connectTraining(() => new Worker(…), …).',
    );
  return new Connection<Step>(worker, chosen);
}

function check(name: string, requirement: string, given: number, holds: boolean): void {
  if (!holds)
    throw new ContractError('connectTraining', `${name} must be ${requirement}`, String(given), 'Check the options.');
}
