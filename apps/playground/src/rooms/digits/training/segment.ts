import { restore, snapshot, type Snapshot } from '@thalweg/train';
import type { OptimizerName } from 'digits/optimizers';
import { type digitNetwork, learnDigits } from 'digits/pipeline';
import type { Digits } from 'digits/split-digits';
import { BehaviorSubject, type Observable } from 'rxjs';
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
