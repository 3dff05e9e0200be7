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
import { firstState, told, type DigitsState } from './state.ts';
import type { Command, News, Point } from './training/messages.ts';
import type { Plan } from './training/plan.ts';

/** Starts a training that takes commands and tells news, until it is unsubscribed. */
export type Start = (command$: Observable<Command>) => Observable<News>;

/** A test digit: an image and what it shows. */
export type Example = Extract<News, { readonly kind: 'example' }>;

/** Milliseconds between two pictures of a training that goes on, and between two of its confusions, which have many cells. */
const SHOW_EVERY = 200;
const CONFUSION_EVERY = 1000;

/** A training as a visitor sees and steers it. */
export class DigitsControl {
  readonly state$: BehaviorSubject<DigitsState>;
  /** The state as it is shown: some times a second, and at once when it does something else. A fast training measures more often. */
  readonly shown$: Observable<DigitsState>;
  /** What was measured last, as its confusions are shown. */
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

  /** Begins the training; what it returns ends it. */
  open(settings: Omit<Extract<Command, { readonly kind: 'open' }>, 'kind' | 'plan'>): () => void {
    const fail = (error: Error): void => this.#take({ kind: 'failed', message: error.message });
    const running = this.#start(this.#commands).subscribe({ next: news => this.#take(news), error: fail });
    this.send({ kind: 'open', plan: this.state$.value.plan, ...settings });
    return () => running.unsubscribe();
  }

  send(command: Command): void {
    this.#commands.next(command);
  }

  #take(news: News): void {
    if (news.kind === 'weights') this.#mirror.show(news.weights);
    else if (news.kind === 'example') this.example$.next(news);
    else this.state$.next(told(this.state$.value, news));
  }
}
