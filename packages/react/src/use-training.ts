import { optionsOf } from '@thalweg/tensor/engine';
import {
  trainingControl,
  type Controlled,
  type ControlActions,
  type ControlOptions,
  type ControlState,
} from '@thalweg/train';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

/** The result of {@link useTraining}: the state of a training, and the functions that control it. */
export interface ShownTraining<R> extends ControlState<R>, ControlActions {}

/**
 * Runs a training while the component is mounted, and returns its status, its last record and its error, with `start`, `pause`
 * and `stop`. The component renders at most once for each animation frame, however fast the steps are. It begins in the
 * microtask after mounting, so that in StrictMode, which mounts twice, every record is learned once. A server renders the status `'idle'`.
 *
 * A function is called once, at the first start, with the stream for the option `running`, which `pause` needs. The source of the
 * first render counts, as for `useState`: a component with another `key` has another training.
 *
 * - **Throws** `ContractError` from `pause` if the steps do not follow the stream. Errors of the training are in `error`
 *
 * @example
 * const { status, last, start, stop } = useTraining(running => batches.pipe(train(loss, adam(), { running })));
 */
export function useTraining<R>(source: Controlled<R>, options?: ControlOptions): ShownTraining<R> {
  const { autoStart } = optionsOf('useTraining', options, { autoStart: true });
  const [training] = useState(() => trainingControl(source));
  useEffect(() => {
    let mounted = true;
    if (autoStart) queueMicrotask(() => mounted && training.start());
    return () => {
      mounted = false;
      training.stop();
    };
  }, [training, autoStart]);
  const subscribe = useCallback(
    (changed: () => void) => {
      const subscription = training.state$.subscribe(changed);
      return () => subscription.unsubscribe();
    },
    [training],
  );
  const present = (): ControlState<R> => training.state;
  const { start, pause, stop } = training;
  return { ...useSyncExternalStore(subscribe, present, present), start, pause, stop };
}
