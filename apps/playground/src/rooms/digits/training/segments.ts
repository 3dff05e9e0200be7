import { restore, snapshot, type Snapshot } from '@thalweg/train';
import type { OptimizerName } from 'digits/optimizers';
import { type digitNetwork, learnDigits } from 'digits/pipeline';
import type { Digits } from 'digits/split-digits';
import { BehaviorSubject, interval, type Observable, type Subscription } from 'rxjs';
import { BATCH, type Choice, EPOCHS, HIDDEN, type Place, placeName, type Plan } from './plan.ts';

/** The data, the network and the gate that the segments of a training share. */
export interface TrainingContext {
  readonly digits: Digits;
  readonly network: ReturnType<typeof digitNetwork>;
  readonly seed: number;
  readonly running: Observable<boolean>;
}

/** A saved state of a training, with the name of the optimizer whose state it includes. */
export interface Checkpoint {
  readonly optimizer: OptimizerName;
  readonly state: Snapshot;
}

/** A part of a training with one optimizer: the pipeline of the digits program, with an adjustable learning rate. */
export class Segment {
  readonly optimizer: OptimizerName;
  readonly rate: BehaviorSubject<number>;
  readonly #context: TrainingContext;
  readonly #pipeline: ReturnType<typeof learnDigits>;

  constructor(context: TrainingContext, { optimizer, rate }: Pick<Choice, 'optimizer' | 'rate'>) {
    this.optimizer = optimizer;
    this.rate = new BehaviorSubject(rate);
    this.#context = context;
    const { digits, network, seed, running } = context;
    this.#pipeline = learnDigits(
      digits,
      {
        optimizer,
        learningRate: this.rate,
        schedule: 'constant',
        batch: BATCH,
        withReplacement: false,
        epochs: EPOCHS,
        hidden: HIDDEN,
        seed,
        runner: 'wasm',
        running,
        // The page shows that a training diverges.
        whenNotFinite: 'continue',
      },
      network,
    );
  }

  get steps$(): ReturnType<typeof learnDigits>['steps$'] {
    return this.#pipeline.steps$;
  }

  get test$(): ReturnType<typeof learnDigits>['test$'] {
    return this.#pipeline.test$;
  }

  /** The loss of the last step; undefined before the first. */
  get loss(): number | undefined {
    return this.#pipeline.learn.progress.last?.loss;
  }

  checkpoint(): Checkpoint {
    return { optimizer: this.optimizer, state: snapshot(this.#parts) };
  }

  /** Restores a state of the same optimizer. The next subscription continues from there. */
  goBack({ state }: Checkpoint): void {
    restore(this.#parts, state);
  }

  /** Returns a segment with another optimizer, which starts without state and continues with the same weights and data. */
  withOptimizer(choice: Choice): Segment {
    const next = new Segment(this.#context, choice);
    const fresh = snapshot(next.#parts);
    const { learn } = fresh.parts as { learn: Snapshot['parts'][string] };
    const { position } = snapshot(this.#parts).parts['learn']!.values as { position: never };
    restore(next.#parts, { ...fresh, parts: { learn: { ...learn, values: { ...learn.values, position } } } });
    return next;
  }

  get #parts(): { readonly learn: ReturnType<typeof learnDigits>['learn'] } {
    return { learn: this.#pipeline.learn };
  }
}

/** The initial number of steps between checkpoints. To go back to a step, the training repeats from the one before. */
const EVERY = 250;

/** The maximum number of checkpoints, of 1.2 MB each. Beyond it, every other one is dropped and the interval doubles. */
const MOST = 48;

/** Saved states of a training, to go back to. */
export class Checkpoints {
  readonly #states = new Map<string, { readonly step: number; readonly checkpoint: Checkpoint }>();
  #every = EVERY;

  /** Saves a state if the step is a multiple of the interval. */
  offer(plan: Plan, save: () => Checkpoint): void {
    const { step } = plan.place;
    if (step % this.#every !== 0) return;
    this.#states.set(placeName(plan, plan.place), { step, checkpoint: save() });
    if (this.#states.size > MOST) this.#thin();
  }

  /** Returns the last checkpoint on the way to a place. There must be one of the first weights. */
  before(plan: Plan, { branch, step }: Place): { readonly step: number; readonly checkpoint: Checkpoint } {
    for (let at = step - (step % this.#every); ; at -= this.#every) {
      const found = this.#states.get(placeName(plan, { branch, step: at }));
      if (found !== undefined) return found;
    }
  }

  #thin(): void {
    this.#every *= 2;
    for (const [name, { step }] of this.#states) if (step % this.#every !== 0) this.#states.delete(name);
  }
}

/** The interval between refills, in milliseconds. */
const INTERVAL = 20;

/** Limits a training to a number of steps per second: a token bucket. */
export class RateLimiter {
  readonly #gate: Gate;
  #available = 0;
  #timer: Subscription | undefined;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** Sets the speed in steps per second; `Infinity` removes the limit. */
  set(speed: number): void {
    this.#timer?.unsubscribe();
    this.#available = speed;
    if (speed === Infinity) return this.#gate.release('rate');
    this.#available = 1;
    this.#gate.release('rate');
    let before = performance.now();
    this.#timer = interval(INTERVAL).subscribe(() => {
      const now = performance.now();
      // Steps missed during a pause are not made up for.
      this.#available = Math.min(
        this.#available + (speed * (now - before)) / 1000,
        Math.max(1, (2 * speed * INTERVAL) / 1000),
      );
      before = now;
      if (this.#available >= 1) this.#gate.release('rate');
    });
  }

  /** Counts a step. */
  count(): void {
    if (--this.#available < 1) this.#gate.hold('rate');
  }

  stop(): void {
    this.#timer?.unsubscribe();
  }
}

/** The reason why a training is paused: it rests, is tested, would be too fast, or the page takes no more events. */
type Hold = 'rest' | 'test' | 'rate' | 'page';

/** Lets a training run while there is no reason to pause it. */
export class Gate {
  readonly #holds = new Set<Hold>();
  readonly #running = new BehaviorSubject(true);
  readonly running: Observable<boolean> = this.#running.asObservable();

  hold(reason: Hold): void {
    this.#holds.add(reason);
    this.#update();
  }

  release(reason: Hold): void {
    this.#holds.delete(reason);
    this.#update();
  }

  #update(): void {
    const isOpen = this.#holds.size === 0;
    if (isOpen !== this.#running.value) this.#running.next(isOpen);
  }
}

/** The length of the measured window, in milliseconds. */
const WINDOW = 500;

/** Measures the speed in steps per second. */
export class Speedometer {
  #from = { step: 0, at: 0 };
  #speed = 0;

  /** Restarts the measurement. */
  reset(step: number): void {
    this.#from = { step, at: performance.now() };
    this.#speed = 0;
  }

  /** Returns the steps per second over the last half second; 0 before that. */
  read(step: number): number {
    const at = performance.now();
    if (at - this.#from.at < WINDOW) return this.#speed;
    this.#speed = ((step - this.#from.step) * 1000) / (at - this.#from.at);
    this.#from = { step, at };
    return this.#speed;
  }
}

/** Computes the mean loss of each interval of steps. */
export class MeanLosses {
  readonly #every: number;
  readonly #means = new Map<string, number>();
  #losses: number[] = [];

  constructor(every: number) {
    this.#every = every;
  }

  /** Adds the loss of a step. At the end of an interval, the mean is stored under the place. */
  add(loss: number, step: number, place: string): void {
    this.#losses.push(loss);
    if (step % this.#every !== 0) return;
    if (this.#losses.length === this.#every)
      this.#means.set(place, this.#losses.reduce((sum, one) => sum + one) / this.#every);
    this.#losses = [];
  }

  /** Drops the unfinished interval, because the next step does not follow the last one. */
  skip(): void {
    this.#losses = [];
  }

  /** Returns the mean at a place; undefined if a step of its interval is missing. */
  at(place: string): number | undefined {
    return this.#means.get(place);
  }
}
