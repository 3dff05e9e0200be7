import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { jsonCodec, type Log, LogError, type SealOptions, type TopicWriter, type VersionedValue } from '@thalweg/log';
import { checkName, fastestSha256, Opener, same, Sealer } from '@thalweg/log/engine';
import { type BehaviorSubject, Observable, type Subscriber, type Subscription, timer } from 'rxjs';
import { randomName } from '../election/random-name.ts';
import type { Delta } from './delta.ts';
import { appended, whileUnavailable } from './waiting.ts';
import type { WorkerCounts } from './worker-counts.ts';
import type { PublishedRound, WorkerRound } from './worker-round.ts';

/** Options of {@link Working}. */
interface WorkingOptions {
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

/**
 * Takes the name of a worker for this subscription, at once. Emits nothing, and fails with a `LogError` of reason `'deposed'` when
 * another one takes the name: of two live workers with one name, readers would drop half of the work as duplicates.
 */
export function holdName(log: Log, name: HeldName): Observable<never> {
  return new Observable(subscriber => new Holding(log, name, subscriber).begin());
}

/** The name of a worker, the key that says who has it, and the seal of that key, if it has one. */
interface HeldName {
  readonly key: string;
  readonly worker: string;
  readonly seal?: SealOptions | undefined;
}

class Holding {
  readonly #log: Log;
  readonly #key: string;
  readonly #worker: string;
  readonly #subscriber: Subscriber<never>;
  readonly #own: Uint8Array;
  readonly #opener: Opener | undefined;
  /** The newest version of the key that was seen. */
  #newest = 0;
  /** The version that this one wrote, once that is known. */
  #held: number | undefined;
  #writing = false;
  /** True if somebody without the key of the seal wrote the newest value: who has no key takes no name. */
  #isForged = false;

  constructor(log: Log, { key, worker, seal }: HeldName, subscriber: Subscriber<never>) {
    this.#log = log;
    this.#key = key;
    this.#worker = worker;
    this.#subscriber = subscriber;
    this.#opener = seal && new Opener(key, seal);
    const own = jsonCodec<{ incarnation: string }>().encode({ incarnation: randomName() });
    this.#own = seal === undefined ? own : new Sealer(key, 'worker', 0, seal).seal(1, own);
  }

  begin(): void {
    this.#subscriber.add(
      this.#log.watch(this.#key).subscribe({
        next: value => this.#see(value),
        error: (error: unknown) => this.#subscriber.error(error),
      }),
    );
    // Succeeds if the name was never taken.
    void this.#take();
  }

  #see({ version, bytes }: VersionedValue): void {
    if (version <= this.#newest) return;
    this.#newest = version;
    this.#isForged = this.#opener !== undefined && this.#opener.open(bytes) === undefined;
    if (same(bytes, this.#own)) this.#held = version;
    else this.#followOther();
  }

  /** Ends if another one has taken the name after this one; takes it if it was before. */
  #followOther(): void {
    if (this.#held === undefined) void this.#take();
    else if (this.#isForged) this.#held = this.#newest;
    else if (this.#newest > this.#held) this.#subscriber.error(lost(this.#worker));
  }

  async #take(): Promise<void> {
    if (this.#writing || this.#subscriber.closed) return;
    this.#writing = true;
    const expected = this.#newest;
    try {
      // Repeated with the same version, so it takes effect at most once.
      const version = await whileUnavailable(this.#subscriber, () => this.#log.swap(this.#key, expected, this.#own));
      this.#writing = false;
      this.#held ??= version;
      if (this.#newest > expected) this.#followOther();
    } catch (error) {
      this.#subscriber.error(error);
    }
  }
}

function lost(worker: string): LogError {
  return new LogError(
    'deposed',
    'localSgd',
    'a worker must have its name alone',
    `another process with the name '${worker}'`,
    'Give each its own name.',
  );
}

/** The names that a key holds as they are. */
const SIMPLE = /^[\w-]{1,60}$/;

/**
 * Returns the key that holds which process has the name of a worker: `NAME.worker.WORKER`, with a checksum of the worker's name if
 * that is no short word. Throws `LogError` for a run whose name is none, or too long.
 */
export function workerKey(run: string, worker: string): string {
  const word = SIMPLE.test(worker) ? worker : bytesToHex(fastestSha256()(utf8ToBytes(worker)));
  const key = `${run}.worker.${word}`;
  checkName('localSgd', 'key', key);
  return key;
}
