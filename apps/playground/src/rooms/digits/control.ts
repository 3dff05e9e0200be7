import type { ConnectedTraining } from '@thalweg/worker';
import type { OptimizerName } from 'digits/optimizers';
import type { Digit } from 'digits/read-digits';
import {
  BehaviorSubject,
  combineLatest,
  distinctUntilChanged,
  distinctUntilKeyChanged,
  filter,
  map,
  merge,
  type Observable,
  Subject,
  Subscription,
  throttleTime,
} from 'rxjs';
import address from 'virtual:digits-data';
import type { RoomState } from '../../page/address.ts';
import { motionIsReduced } from '../../page/motion.ts';
import { publishState } from '../../page/publish-state.ts';
import { Mirror } from './mirror.ts';
import { formatShow, type Show } from './show-address.ts';
import { type DigitsState, firstState, stateAfter } from './state.ts';
import { connectDigits } from './training/connect-digits.ts';
import type { DigitsStart } from './training/digits-training.ts';
import { placeSnapshot } from './training/place-part.ts';
import { formatPlan } from './training/plan-address.ts';
import { choosable, type Place, type Plan } from './training/plan.ts';
import type { Point, TrainingEvent } from './training/training-event.ts';

/** Connects to a training, whose steps are events. */
export type Connect = (start: DigitsStart) => ConnectedTraining<TrainingEvent>;

/** A test digit: its number, its image and its label. */
export interface Example extends Digit {
  readonly number: number;
}

/** Milliseconds between two updates of the page, and between two of the confusion matrix, which has many cells. */
const SHOW_EVERY = 200;
const CONFUSION_EVERY = 1000;

/** The visitor’s view of a training, and the means to steer it. */
export class DigitsControl {
  readonly state$: BehaviorSubject<DigitsState>;
  /** The state for display: throttled, but emitted at once when the activity changes. */
  readonly shown$: Observable<DigitsState>;
  /** The last measurement, throttled for the confusion matrix. */
  readonly confused$: Observable<Point | undefined>;
  readonly example$ = new Subject<Example>();
  readonly #connect: Connect;
  readonly #mirror: Mirror;
  #training: ConnectedTraining<TrainingEvent> | undefined;
  #running = Subscription.EMPTY;

  constructor(plan: Plan, connect: Connect, mirror: Mirror) {
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
    this.#connect = connect;
    this.#mirror = mirror;
  }

  /** Starts the training. The returned function ends it. */
  open(settings: Omit<DigitsStart, 'plan'>): () => void {
    this.#training = this.#connect({ plan: this.state$.value.plan, ...settings });
    this.#running = this.#training.steps$.subscribe({
      next: event => this.#handle(event),
      error: (error: Error) => this.#handle({ kind: 'failed', message: error.message }),
    });
    return () => this.#running.unsubscribe();
  }

  play(): void {
    this.#set('playing', 1);
  }

  pause(): void {
    this.#set('playing', 0);
  }

  /** Sets the speed in steps per second. */
  setSpeed(speed: number): void {
    this.#set('speed', speed);
  }

  setRate(rate: number): void {
    this.#set('rate', rate);
  }

  choose(optimizer: OptimizerName): void {
    this.#set('optimizer', choosable.indexOf(optimizer));
  }

  goTo(place: Place): void {
    this.#await(this.#training?.restore(placeSnapshot(place)));
  }

  /** Asks for a test digit by its number. */
  ask(number: number): void {
    const answer = this.#training?.predict({ number }) as Promise<Digit> | undefined;
    this.#await(answer?.then(digit => this.example$.next({ number, ...digit })));
  }

  #set(name: string, value: number): void {
    this.#await(this.#training?.set(name, value));
  }

  /** Shows the error of a call, unless the training has ended, and with it all calls. */
  #await(call: Promise<void> | undefined): void {
    call?.catch((error: Error) => {
      if (!this.#running.closed) this.#handle({ kind: 'failed', message: error.message });
    });
  }

  #handle(event: TrainingEvent): void {
    if (event.kind === 'weights') this.#mirror.show(event.weights);
    else this.state$.next(stateAfter(this.state$.value, event));
  }
}

/** The initial speed in steps per second: an epoch of 250 steps takes a second. */
export const FIRST_SPEED = 250;

/** A training and the page’s copy of its network. */
export interface OpenedTraining {
  readonly control: DigitsControl;
  readonly mirror: Mirror;
  /** Starts the training. The returned function ends everything. */
  readonly open: () => () => void;
}

/** Opens a training from a plan, and publishes its state for the address. */
export function openTraining(
  plan: Plan,
  play: boolean,
  show$: Observable<Show>,
  onstate: (state: RoomState) => void,
): OpenedTraining {
  const mirror = new Mirror(plan.seed);
  const control = new DigitsControl(plan, connectDigits, mirror);
  const open = (): (() => void) => {
    const close = control.open({ data: address, speed: FIRST_SPEED, play: play && !motionIsReduced() });
    const settled$ = control.state$.pipe(filter(({ activity }) => activity !== 'opening' && activity !== 'going'));
    const states$ = combineLatest([settled$, show$]).pipe(
      map(([{ plan }, show]) => ({ ...formatPlan(plan), ...formatShow(show) })),
    );
    const publishing = publishState(states$, onstate);
    return () => {
      publishing.unsubscribe();
      close();
    };
  };
  return { control, mirror, open };
}
