import { learnDigits, type digitNetwork } from 'digits/pipeline';
import type { OptimizerName } from 'digits/optimizers';
import type { Digits } from 'digits/split-digits';
import { restore, snapshot, type Snapshot } from '@thalweg/train';
import { BehaviorSubject, type Observable } from 'rxjs';
import { BATCH, EPOCHS, HIDDEN, type Choice } from './plan.ts';

/** What is trained, and with what. */
export interface Course {
  readonly digits: Digits;
  readonly network: ReturnType<typeof digitNetwork>;
  readonly seed: number;
  readonly running: Observable<boolean>;
}

/** A state of a training, with the optimizer whose memory is in it. */
export interface Kept {
  readonly optimizer: OptimizerName;
  readonly state: Snapshot;
}

/** The pipeline of the digits program with one optimizer, whose rate is steered. */
export class Leg {
  readonly optimizer: OptimizerName;
  readonly rate: BehaviorSubject<number>;
  readonly #course: Course;
  readonly #pipeline: ReturnType<typeof learnDigits>;

  constructor(course: Course, { optimizer, rate }: Pick<Choice, 'optimizer' | 'rate'>) {
    this.optimizer = optimizer;
    this.rate = new BehaviorSubject(rate);
    this.#course = course;
    const { digits, network, seed, running } = course;
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

  /** The loss of the last step; nothing before the first. */
  get loss(): number | undefined {
    return this.#pipeline.learn.progress.last?.loss;
  }

  keep(): Kept {
    return { optimizer: this.optimizer, state: snapshot(this.#parts) };
  }

  /** Puts a state of the same optimizer back; the next subscription goes on from there. */
  goBack({ state }: Kept): void {
    restore(this.#parts, state);
  }

  /** Another optimizer for the same weights, which goes on reading where this one stands. It remembers nothing yet. */
  handOver(choice: Choice): Leg {
    const next = new Leg(this.#course, choice);
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
