import { learnDigits, type digitNetwork } from 'digits/pipeline';
import type { OptimizerName } from 'digits/optimizers';
import type { Digits } from 'digits/split-digits';
import { restore, snapshot, type Snapshot } from '@thalweg/train';
import { BehaviorSubject, type Observable } from 'rxjs';
import { BATCH, EPOCHS, HIDDEN, type Choice } from './plan.ts';

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
