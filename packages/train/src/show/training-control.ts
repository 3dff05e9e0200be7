import { ContractError } from '@thalweg/tensor';
import { BehaviorSubject, defer, Subscription, tap, type Observable } from 'rxjs';
import { sampleFrames } from './sample-frames.ts';

/**
 * The condition of a controlled training: it has not begun, takes steps, waits, was stopped, has used all its records, or has
 * ended with an error.
 */
export type ControlStatus = 'idle' | 'running' | 'paused' | 'stopped' | 'complete' | 'failed';

/** The state of a training as a page shows it. A change makes a new object. */
export interface ControlState<R> {
  readonly status: ControlStatus;
  /** The last record, such as that of a step: at most one for each animation frame. */
  readonly last: R | undefined;
  /** The error of a training that failed. */
  readonly error: unknown;
}

/** The steps of a training, or a function that gets the stream for the option `running` and returns them. */
export type Controlled<R> = Observable<R> | ((running$: Observable<boolean>) => Observable<R>);

/** The functions that control a training. They need no `this`. */
export interface ControlActions {
  /** Subscribes to the steps, or resumes a paused training. Does nothing while it is running. */
  readonly start: () => void;
  /** Lets the training wait between two steps. Needs a function of `running$`. Does nothing unless it is running. */
  readonly pause: () => void;
  /** Unsubscribes: the training ends between two steps. Does nothing unless it is running or paused. */
  readonly stop: () => void;
}

/** Options of the functions of a framework that make a control, such as `useTraining`. */
export interface ControlOptions {
  /** Starts the training when the component that shows it has mounted, as by default; `false` waits for `start`. */
  readonly autoStart?: boolean;
}

/** A training that a page starts, pauses and stops, and its state. */
export interface TrainingControl<R> extends ControlActions {
  /** The present state. */
  readonly state: ControlState<R>;
  /** Emits the present state at once and every new one, to any number of subscribers. It never fails. */
  readonly state$: Observable<ControlState<R>>;
}

/**
 * Returns a training that a page can start, pause, resume and stop, with its state for display. The record in the state changes
 * at most once for each animation frame, and the steps do not wait for that. Subscribe to the state: all subscribers see the
 * same run. The packages for React, Vue, Svelte and Angular use it.
 *
 * A function is called at the first start. What it returns is used for every start, so a training that was stopped continues
 * with the weights and the state of its optimizer; its dataset is read from the beginning.
 *
 * - **Throws** `ContractError` from `pause` if the steps do not follow `running$`
 *
 * @example
 * const training = trainingControl(running => batches.pipe(train(loss, adam(), { running })));
 * training.state$.subscribe(({ status, last }) => (label.textContent = `${status} ${last?.loss}`));
 * button.onclick = training.start;
 */
export function trainingControl<R>(source: Controlled<R>): TrainingControl<R> {
  const running$ = new BehaviorSubject(true);
  const states$ = new BehaviorSubject<ControlState<R>>({ status: 'idle', last: undefined, error: undefined });
  let steps$: Observable<R> | undefined = typeof source === 'function' ? undefined : source;
  let last: R | undefined;
  let run: Subscription | undefined;

  const show = (status: ControlStatus, error?: unknown): void => states$.next({ status, last, error });
  const end = (status: ControlStatus, error?: unknown): void => {
    const ended = run;
    run = undefined;
    ended?.unsubscribe();
    show(status, error);
  };
  const begin = (): void => {
    running$.next(true);
    const begun = (run = new Subscription());
    show('running');
    const all$ = defer(() => (steps$ ??= (source as Exclude<Controlled<R>, Observable<R>>)(running$.asObservable())));
    const shown$ = all$.pipe(
      tap(record => (last = record)),
      sampleFrames(),
    );
    // A subscriber to the state may have stopped it.
    if (begun.closed) return;
    begun.add(
      shown$.subscribe({
        next: () => show(states$.value.status),
        error: (error: unknown) => end('failed', error),
        complete: () => end('complete'),
      }),
    );
  };
  return {
    get state() {
      return states$.value;
    },
    state$: states$.asObservable(),
    start: () => {
      if (run === undefined) return begin();
      if (states$.value.status !== 'paused') return;
      show('running');
      running$.next(true);
    },
    pause: () => {
      if (states$.value.status !== 'running') return;
      if (!running$.observed) throw unpausable();
      running$.next(false);
      show('paused');
    },
    stop: () => {
      if (run !== undefined) end('stopped');
    },
  };
}

function unpausable(): ContractError {
  return new ContractError(
    'pause',
    'the training must follow running$',
    'steps that do not',
    'Try trainingControl(running => batches.pipe(train(loss, adam(), { running }))).',
  );
}
