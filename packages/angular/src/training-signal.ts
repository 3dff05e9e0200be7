import {
  afterNextRender,
  assertInInjectionContext,
  computed,
  DestroyRef,
  inject,
  Injector,
  NgZone,
} from '@angular/core';
import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { optionsOf } from '@thalweg/tensor/engine';
import {
  trainingControl,
  type Controlled,
  type ControlActions,
  type ControlOptions,
  type ControlState,
  type ControlStatus,
} from '@thalweg/train';
import type { Observable } from 'rxjs';

/** Options of {@link trainingSignal}. */
export interface TrainingSignalOptions extends ControlOptions {
  /** The injector whose end stops the training; that of the present injection context by default. */
  readonly injector?: Injector;
}

/** The result of {@link trainingSignal}: signals of the state of a training, and the functions that control it. */
export interface TrainingSignals<R> extends ControlActions {
  readonly status: Signal<ControlStatus>;
  /** The last record, such as that of a step: at most one for each animation frame. */
  readonly last: Signal<R | undefined>;
  /** The error of a training that failed. */
  readonly error: Signal<unknown>;
  /** The state as a stream, for the `async` pipe: any number of pipes see one run. */
  readonly state$: Observable<ControlState<R>>;
}

/**
 * Runs a training until the component or service that made it is destroyed, and returns signals of its status, its last record and its
 * error, with `start`, `pause` and `stop`. The steps run outside of Angular's zone, so they cause no change detection; the
 * signals change at most once for each animation frame. A server renders the status `'idle'`.
 *
 * A function is called once, at the first start, with the stream for the option `running`, which `pause` needs.
 *
 * - **Throws** `ContractError` from `pause` if the steps do not follow the stream. Errors of the training are in `error`
 *
 * @example
 * readonly training = trainingSignal(running => batches.pipe(train(loss, adam(), { running })));
 * // in the template: {{ training.status() }} {{ training.last()?.loss }}
 */
export function trainingSignal<R>(source: Controlled<R>, options?: TrainingSignalOptions): TrainingSignals<R> {
  const { autoStart, injector } = optionsOf('trainingSignal', options, { autoStart: true, injector: undefined });
  if (injector === undefined) assertInInjectionContext(trainingSignal);
  const from = injector ?? inject(Injector);
  const training = trainingControl(source);
  const state = toSignal(training.state$, { requireSync: true, injector: from });
  const zone = from.get(NgZone);
  const start = (): void => zone.runOutsideAngular(training.start);
  from.get(DestroyRef).onDestroy(training.stop);
  if (autoStart) afterNextRender({ read: start }, { injector: from });
  const { pause, stop, state$ } = training;
  return {
    status: computed(() => state().status),
    last: computed(() => state().last),
    error: computed(() => state().error),
    state$,
    start,
    pause,
    stop,
  };
}
