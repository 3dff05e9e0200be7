import type { Transform } from '@thalweg/optim';
import { ContractError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { restore, type Savable, type Saved, type Skips, snapshot } from '@thalweg/train';
import { keepTraining, runDefaults, runOver, SkipCounter } from '@thalweg/train/engine';
import { Observable, pairwise, Subject, type Subscriber } from 'rxjs';
import type { Alarm } from '../drift/alarm.ts';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { watch, type WatchState } from '../drift/watch.ts';
import { type EmittedValue, learn, type Learning, type LearnOptions } from '../learn/learn.ts';
import type { Model } from '../learn/model.ts';
import type { Outcome } from '../learn/outcome.ts';
import { KeptState } from '../state/kept-state.ts';
import type { PureStep } from '../state/pure-step.ts';

/** A model and its optimizer; one that carries an optimizer, or learns by rules, needs none. */
export interface Learner<P extends Shape, T extends Shape> {
  readonly model: Model<P, T>;
  readonly optimizer?: Transform | undefined;
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

/** Returns several states as one: all are restored, or none. */
function together(parts: Readonly<Record<string, Savable>>): Savable {
  const named = Object.entries(parts);
  return {
    save: () => {
      const kept = named.map(([part, savable]) => [part, savable.save()] as const);
      const tensors = kept.flatMap(([part, saved]) =>
        Object.entries(saved.tensors).map(([name, value]) => [`${part}/${name}`, value] as const),
      );
      return {
        tensors: Object.fromEntries(tensors),
        values: Object.fromEntries(kept.map(([part, { values }]) => [part, values])),
      };
    },
    prepare: (saved, fitting) => {
      const puts = named.map(([part, savable]) => savable.prepare(partOf(saved, part), fitting?.within(part)));
      return () => {
        for (const put of puts) put();
      };
    },
  };
}

function partOf({ tensors, values }: Saved, part: string): Saved {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${part}/`));
  return {
    tensors: Object.fromEntries(own.map(([name, value]) => [name.slice(part.length + 1), value])),
    values: (values[part] ?? {}) as Saved['values'],
  };
}

/** The state of a {@link ShadowTrial}. */
interface Trial<S> {
  watched: S;
  step: number;
  /** The index of the learner in charge. */
  active: number;
  /** Examples that the shadow has learned; −1 if there is no shadow. */
  age: number;
  /** Decayed losses of the one in charge and of the shadow. */
  losses: Float64Array;
}

/** Options of {@link ShadowTrial}. */
interface TrialOptions<O> extends DriftOptions<O> {
  readonly warmUp: number;
  readonly patience: number;
  /** Gives a learner its first state, before it begins to learn as the shadow. */
  readonly begin: (learner: number) => void;
  /** Called with the number of the step when the shadow has taken over. */
  readonly switched: (step: number) => void;
}

/** Compares two learners by their losses: one is in charge, and the other may be its shadow. */
class ShadowTrial<S extends object, O extends Pick<Outcome, 'step' | 'loss'>> {
  readonly state: KeptState<Trial<WatchState<S>>>;
  readonly #options: TrialOptions<O>;
  readonly #watching: PureStep<WatchState<S>, O, Alarm<O> | undefined>;
  readonly #decay: number;

  constructor(detector: Detector<S>, options: TrialOptions<O>) {
    const { of, warmUp, patience } = options;
    const watching = watch<S, O>(detector, of);
    this.#options = options;
    this.#watching = watching;
    this.#decay = 0.5 ** (1 / warmUp);
    this.state = new KeptState<Trial<WatchState<S>>>({
      name: 'learnWithShadow',
      settings: { detector: watching.name, of: watching.settings ?? null, warmUp, patience },
      initial: () => ({ watched: watching.initial(), step: 0, active: 0, age: -1, losses: new Float64Array(2) }),
      check: ({ watched, step, active, age, losses }, is) => {
        watching.check?.(watched, is);
        is.counts({ step, 'age + 1': age + 1 });
        is.must(active === 0 || active === 1, 'active must be 0 or 1', active);
        is.numbers('losses', losses, 2);
      },
    });
  }

  /** Counts the loss of a learner. Returns whether this learner is in charge. */
  count(learner: number, loss: number): boolean {
    const { now } = this.state;
    const inCharge = learner === now.active;
    const which = inCharge ? 0 : 1;
    now.losses[which] = now.losses[which]! * this.#decay + (1 - this.#decay) * loss;
    if (!inCharge) now.age++;
    return inCharge;
  }

  /** Takes an outcome of the learner in charge: begins, ends or decides the trial. Returns the outcome to emit. */
  judge(outcome: O): O {
    const { now } = this.state;
    const { warmUp, patience, begin, switched } = this.#options;
    now.step++;
    const alarm = this.#watching.step(now.watched, outcome);
    if (now.age >= patience) now.age = -1;
    if (alarm !== undefined && now.age < 0) {
      begin(1 - now.active);
      now.age = 0;
      now.losses.fill(0);
    }
    const [own, shadow] = now.losses as unknown as [number, number];
    if (now.age >= warmUp && shadow < own) {
      now.active = 1 - now.active;
      now.age = -1;
      switched(now.step);
    }
    return { ...outcome, step: now.step };
  }
}
