import { optionsOf } from '@thalweg/tensor/engine';
import {
  trainingControl,
  type Controlled,
  type ControlActions,
  type ControlOptions,
  type ControlStatus,
} from '@thalweg/train';
import { computed, getCurrentInstance, onMounted, onScopeDispose, shallowRef, type ComputedRef } from 'vue';

/** The result of {@link useTraining}: refs of the state of a training, and the functions that control it. */
export interface TrainingRefs<R> extends ControlActions {
  readonly status: ComputedRef<ControlStatus>;
  /** The last record, such as that of a step: at most one for each animation frame. */
  readonly last: ComputedRef<R | undefined>;
  /** The error of a training that failed. */
  readonly error: ComputedRef<unknown>;
}

/**
 * Runs a training while the component is mounted, and returns refs of its status, its last record and its error, with `start`,
 * `pause` and `stop`. The refs change at most once for each animation frame, however fast the steps are. The training stops with the
 * effect scope; outside of a component it starts at once. A server renders the status `'idle'`.
 *
 * A function is called once, at the first start, with the stream for the option `running`, which `pause` needs.
 *
 * - **Throws** `ContractError` from `pause` if the steps do not follow the stream. Errors of the training are in `error`
 *
 * @example
 * const { status, last, start, stop } = useTraining(running => batches.pipe(train(loss, adam(), { running })));
 */
export function useTraining<R>(source: Controlled<R>, options?: ControlOptions): TrainingRefs<R> {
  const { autoStart } = optionsOf('useTraining', options, { autoStart: true });
  const training = trainingControl(source);
  const state = shallowRef(training.state);
  const subscription = training.state$.subscribe(shown => (state.value = shown));
  onScopeDispose(() => {
    training.stop();
    subscription.unsubscribe();
  });
  if (autoStart && getCurrentInstance() === null) training.start();
  else if (autoStart) onMounted(training.start);
  const { start, pause, stop } = training;
  const [status, last, error] = [
    computed(() => state.value.status),
    computed(() => state.value.last),
    computed(() => state.value.error),
  ];
  return { status, last, error, start, pause, stop };
}
