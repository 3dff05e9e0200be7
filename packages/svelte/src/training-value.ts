import { optionsOf } from '@thalweg/tensor/engine';
import {
  trainingControl,
  type Controlled,
  type ControlActions,
  type ControlOptions,
  type ControlState,
} from '@thalweg/train';
import { onMount } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';

/** The result of {@link trainingValue}: the reactive state of a training, and the functions that control it. */
export interface TrainingValue<R> extends ControlState<R>, ControlActions {}

/**
 * Runs a training while the component is mounted, and returns its reactive status, last record and error, with `start`, `pause` and `stop`.
 * They change at most once for each animation frame, however fast the steps are. It is called while a component is initialized. A
 * server renders the status `'idle'`.
 *
 * A function is called once, at the first start, with the stream for the option `running`, which `pause` needs.
 *
 * - **Throws** `ContractError` from `pause` if the steps do not follow the stream. Errors of the training are in `error`
 *
 * @example
 * const training = trainingValue(running => batches.pipe(train(loss, adam(), { running })));
 * // in the markup: {training.status} {training.last?.loss}
 */
export function trainingValue<R>(source: Controlled<R>, options?: ControlOptions): TrainingValue<R> {
  const { autoStart } = optionsOf('trainingValue', options, { autoStart: true });
  const training = trainingControl(source);
  const { start, pause, stop } = training;
  const follow = createSubscriber(update => {
    const { state } = training;
    const subscription = training.state$.subscribe(shown => {
      if (shown !== state) update();
    });
    return () => subscription.unsubscribe();
  });
  const present = (): ControlState<R> => {
    follow();
    return training.state;
  };
  onMount(() => {
    if (autoStart) start();
    return stop;
  });
  return {
    get status() {
      return present().status;
    },
    get last() {
      return present().last;
    },
    get error() {
      return present().error;
    },
    start,
    pause,
    stop,
  };
}
