import { connectTraining, type ConnectedTraining } from '@thalweg/worker';
import type { DigitsStart } from './digits-training.ts';
import type { TrainingEvent } from './training-event.ts';

/** Connects to a training of the digits in a worker of its own. Its steps are events; unsubscribing ends the worker. */
export function connectDigits(initial: DigitsStart): ConnectedTraining<TrainingEvent> {
  const worker = (): Worker => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  return connectTraining<TrainingEvent>(worker, { initial, reportMs: 0 });
}
