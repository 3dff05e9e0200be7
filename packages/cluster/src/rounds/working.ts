import type { TopicWriter } from '@thalweg/log';
import { timer, type BehaviorSubject, type Subscriber, type Subscription } from 'rxjs';
import type { Delta } from './delta.ts';
import type { PublishedRound } from './published-round.ts';
import type { WorkerCounts } from './worker-counts.ts';
import type { WorkerRound } from './worker-round.ts';
import { appended } from './while-unavailable.ts';

/** Options of {@link Working}. */
export interface WorkingOptions {
  /** Writes the deltas of this worker. */
  readonly writer: TopicWriter<Delta>;
  readonly every: number;
  readonly patience: number;
}

/** One subscription of a worker: it pauses the training after the steps of a round, until the weights of the next one are there. */
export class Working {
  readonly #round: WorkerRound;
  readonly #options: WorkingOptions;
  readonly #counts: { -readonly [K in keyof WorkerCounts]: number };
  readonly #running: BehaviorSubject<boolean>;
  readonly #control: Subscriber<unknown>;
  #began = false;
  /** True while the delta of the round is sent, and until the next round. */
  #waiting = false;
  #timer: Subscription | undefined;

  constructor(
    round: WorkerRound,
    options: WorkingOptions,
    run: {
      readonly counts: { -readonly [K in keyof WorkerCounts]: number };
      readonly running: BehaviorSubject<boolean>;
      readonly control: Subscriber<unknown>;
    },
  ) {
    this.#round = round;
    this.#options = options;
    this.#counts = run.counts;
    this.#running = run.running;
    this.#control = run.control;
    this.#control.add(() => this.#timer?.unsubscribe());
  }

  /** Begins the next round, if weights are newer than those that this one began from. */
  follow(published: PublishedRound): void {
    const { base } = this.#round;
    if (base?.round !== published.round) this.#adopt(published);
    else if (!this.#began && !published.last) this.#resume();
    this.#began = true;
    if (published.last) this.#control.complete();
  }

  /** Counts a step, and pauses after the last one of the round. */
  count(examples: number): void {
    this.#round.steps++;
    this.#round.examples += examples;
    if (this.#round.steps >= this.#options.every) this.#running.next(false);
  }

  /** Sends the delta after the last step of the round. */
  sendIfDone(): void {
    const done = this.#round.steps >= this.#options.every;
    if (done && !this.#waiting && !this.#control.closed) this.#send(false);
  }

  /** Sends what was done when the data has ended, and says that this worker leaves. */
  end(): void {
    this.#send(true, () => this.#control.complete());
  }

  #adopt(published: PublishedRound): void {
    if (this.#began && !this.#waiting) this.#counts.late++;
    this.#timer?.unsubscribe();
    this.#waiting = false;
    this.#round.begin(published);
    this.#running.next(true);
  }

  /** Goes on with a round that was restored from a snapshot. */
  #resume(): void {
    if (this.#round.steps >= this.#options.every) this.sendIfDone();
    else this.#running.next(true);
  }

  /** Sends the delta of the round, and again if no round begins for long: the log may have lost it. It counts once. */
  #send(last: boolean, then = (): void => {}): void {
    this.#waiting = true;
    this.#counts.sent++;
    const delta = this.#round.delta(last);
    const { writer, patience } = this.#options;
    const count = this.#round.base!.round + 1;
    const append = (): Promise<number> => appended(this.#control, writer, delta, count);
    append().then(then, (error: unknown) => this.#control.error(error));
    if (patience === Infinity) return;
    this.#timer = timer(patience, patience).subscribe(() => {
      this.#counts.resent++;
      append().catch((error: unknown) => this.#control.error(error));
    });
  }
}
