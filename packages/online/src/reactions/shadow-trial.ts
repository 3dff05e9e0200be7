import type { Alarm } from '../drift/alarm.ts';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { watch, type WatchState } from '../drift/watch.ts';
import type { Outcome } from '../outcome.ts';
import { KeptState } from '../state/kept-state.ts';
import type { PureStep } from '../state/pure-step.ts';

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
export class ShadowTrial<S extends object, O extends Pick<Outcome, 'step' | 'loss'>> {
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
