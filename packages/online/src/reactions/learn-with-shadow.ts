import type { Transform } from '@thalweg/optim';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { restore, snapshot, type Savable, type Skips } from '@thalweg/train';
import { keepTraining, runDefaults, runOver, SkipCounter } from '@thalweg/train/engine';
import { Observable, pairwise, Subject, type Subscriber } from 'rxjs';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { learn, type Learning, type LearnOptions, type EmittedValue } from '../learn/learn.ts';
import type { Model } from '../learn/model.ts';
import type { Outcome } from '../outcome.ts';
import { together } from '../state/together.ts';
import { ShadowTrial } from './shadow-trial.ts';

/** A model and its optimizer. */
export interface Learner<P extends Shape, T extends Shape> {
  readonly model: Model<P, T>;
  readonly optimizer: Transform;
}

/** Options of {@link learnWithShadow}. */
export interface ShadowOptions<O> extends DriftOptions<O>, LearnOptions {
  /** Examples until the shadow may take over, and the half-life of losses; 50 by default. */
  readonly warmUp?: number;
  /** Examples after which the shadow is abandoned; 20 times `warmUp` by default. */
  readonly patience?: number;
}

/**
 * The operator that {@link learnWithShadow} returns, with the number of records that the model in charge skipped; a
 * snapshot keeps its state.
 */
export interface ShadowLearning<O, M> extends Savable, Skips {
  <R>(source: Observable<R>): Observable<O>;
  /** Emits the number of the step each time that a shadow has taken over. */
  readonly switches: Observable<number>;
  /** Returns the model in charge. */
  model(): M;
}

/**
 * Learns, and when its own outcomes drift, or a warning begins, lets a fresh model, the shadow, learn too. The shadow takes
 * over as soon as it is better. The emitted outcomes are always those of the model in charge.
 *
 * `make` builds a learner; it is called twice, so that each has its own parameters.
 *
 * - **Throws** `ContractError` for a warm-up below 1 or a patience below it; as `learn`
 * - **Stream errors** as `learn`, and errors of the detector and of `of`
 *
 * @example
 * events$.pipe(learnWithShadow(() => ({ model: build(), optimizer: adagrad() }), ddm(), { of: ({ prediction, target }) => +(prediction > 0.5 !== target > 0.5) }))
 */
export function learnWithShadow<S extends object, P extends Shape, T extends Shape>(
  make: () => Learner<P, T>,
  detector: Detector<S>,
  options: ShadowOptions<Outcome<EmittedValue<P>, EmittedValue<T>>>,
): ShadowLearning<Outcome<EmittedValue<P>, EmittedValue<T>>, Model<P, T>> {
  type O = Outcome<EmittedValue<P>, EmittedValue<T>>;
  const {
    of,
    warmUp,
    patience = 20 * warmUp,
    ...how
  } = optionsOf('learnWithShadow', options, {
    ...runDefaults,
    predicted: undefined,
    of: undefined,
    warmUp: 50,
    patience: undefined,
  });
  if (!(warmUp >= 1 && patience >= warmUp))
    throw new ContractError(
      'learnWithShadow',
      'warmUp must be at least 1 and patience at least warmUp',
      `${warmUp} and ${patience}`,
      'Try 50 and 1000.',
    );
  const made = [make(), make()] as const;
  const learners = made.map(({ model, optimizer }) => learn(model, optimizer, how)) as [Learning<O>, Learning<O>];
  const fresh = learners.map(learning => snapshot({ learning }));
  const switches = new Subject<number>();
  const trial = new ShadowTrial<S, O>(detector, {
    of,
    warmUp,
    patience,
    begin: learner => restore({ learning: learners[learner]! }, fresh[learner]!),
    switched: step => switches.next(step),
  });
  const skips = new SkipCounter();
  const operator = <R>(source: Observable<R>): Observable<O> =>
    new Observable(subscriber => learnBoth(source, subscriber, { learners, trial, skips, sliceMs: how.sliceMs }));
  const [first, second] = learners.map(({ progress }, i) => keepTraining(`learner ${i + 1}`, progress));
  const kept = together({ first: first!, second: second!, trial: trial.state });
  const model = (): Model<P, T> => made[trial.state.now.active]!.model;
  return Object.assign(operator, { switches: switches.asObservable(), skipped: skips.skipped, model, ...kept });
}

/** Two learners, and which of them is in charge. */
interface Both<S extends object, O extends Outcome<unknown, unknown>> {
  readonly learners: readonly Learning<O>[];
  readonly trial: ShadowTrial<S, O>;
  /** Counts the records that the learner in charge skips. */
  readonly skips: SkipCounter;
  readonly sliceMs: number;
}

/** Has the learner in charge learn each record, and its shadow if there is one. Emits the outcomes of the one in charge. */
function learnBoth<R, S extends object, O extends Outcome<unknown, unknown>>(
  source: Observable<R>,
  subscriber: Subscriber<O>,
  { learners, trial, skips, sliceMs }: Both<S, O>,
): void {
  let done = (): void => {};
  const learned = (learner: number, outcome: O, control: Subscriber<unknown>): void => {
    if (!trial.count(learner, outcome.loss)) return;
    try {
      subscriber.next(trial.judge(outcome));
    } catch (error) {
      control.error(error);
    }
    done();
  };
  runOver({ operator: 'learnWithShadow' }, { source, subscriber, sliceMs }, control => {
    const inputs = learners.map((learning, i) => inputOf(learning, control, outcome => learned(i, outcome, control)));
    learners.forEach(({ skipped }, i) =>
      control.add(
        skipped.pipe(pairwise()).subscribe(([before, now]) => {
          if (i !== trial.state.now.active) return;
          skips.countSince(before, now);
          done();
        }),
      ),
    );
    return {
      take(record: R, _, then) {
        const { now } = trial.state;
        done = then;
        // The shadow first: an outcome of the learner in charge may end the trial of the shadow.
        if (now.age >= 0) inputs[1 - now.active]!.next(record);
        inputs[now.active]!.next(record);
      },
    };
  });
}

/** Subscribes to a learner, and returns the subject that feeds it. */
function inputOf<O>(learning: Learning<O>, control: Subscriber<unknown>, next: (outcome: O) => void): Subject<unknown> {
  const records = new Subject<unknown>();
  control.add(records.pipe(learning).subscribe({ next, error: error => control.error(error) }));
  return records;
}
