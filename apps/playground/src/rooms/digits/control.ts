import {
  BehaviorSubject,
  distinctUntilChanged,
  distinctUntilKeyChanged,
  map,
  merge,
  Subject,
  throttleTime,
  type Observable,
} from 'rxjs';
import type { Mirror } from './mirror.ts';
import { firstState, stateAfter, type DigitsState } from './state.ts';
import type { Command, TrainingEvent, Point } from './training/messages.ts';
import type { Plan } from './training/plan.ts';

/** Starts a training that takes commands and emits events. Unsubscribing ends it. */
export type Start = (command$: Observable<Command>) => Observable<TrainingEvent>;

/** A test digit: an image and its label. */
export type Example = Extract<TrainingEvent, { readonly kind: 'example' }>;

/** Milliseconds between two updates of the page, and between two of the confusion matrix, which has many cells. */
const SHOW_EVERY = 200;
const CONFUSION_EVERY = 1000;

/** The visitor’s view of a training, and the commands that control it. */
export class DigitsControl {
  readonly state$: BehaviorSubject<DigitsState>;
  /** The state for display: throttled, but emitted at once when the activity changes. */
  readonly shown$: Observable<DigitsState>;
  /** The last measurement, throttled for the confusion matrix. */
  readonly confused$: Observable<Point | undefined>;
  readonly example$ = new Subject<Example>();
  readonly #commands = new Subject<Command>();
  readonly #start: Start;
  readonly #mirror: Mirror;

  constructor(plan: Plan, start: Start, mirror: Mirror) {
    this.state$ = new BehaviorSubject(firstState(plan));
    this.shown$ = merge(
      this.state$.pipe(distinctUntilKeyChanged('activity')),
      this.state$.pipe(throttleTime(SHOW_EVERY, undefined, { leading: true, trailing: true })),
    ).pipe(distinctUntilChanged());
    this.confused$ = this.state$.pipe(
      map(({ latest }) => latest),
      distinctUntilChanged(),
      throttleTime(CONFUSION_EVERY, undefined, { leading: true, trailing: true }),
    );
    this.#start = start;
    this.#mirror = mirror;
  }

  /** Starts the training. The returned function ends it. */
  open(settings: Omit<Extract<Command, { readonly kind: 'open' }>, 'kind' | 'plan'>): () => void {
    const fail = (error: Error): void => this.#handle({ kind: 'failed', message: error.message });
    const running = this.#start(this.#commands).subscribe({ next: event => this.#handle(event), error: fail });
    this.send({ kind: 'open', plan: this.state$.value.plan, ...settings });
    return () => running.unsubscribe();
  }

  send(command: Command): void {
    this.#commands.next(command);
  }

  #handle(event: TrainingEvent): void {
    if (event.kind === 'weights') this.#mirror.show(event.weights);
    else if (event.kind === 'example') this.example$.next(event);
    else this.state$.next(stateAfter(this.state$.value, event));
  }
}
