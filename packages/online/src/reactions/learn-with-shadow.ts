import type { Transform } from '@thalweg/optim';
import { ContractError, type Shape } from '@thalweg/tensor';
import { restore, snapshot, type Savable } from '@thalweg/train';
import { consume } from '@thalweg/train/consume';
import { keepTraining } from '@thalweg/train/snapshot/keep-training';
import { Observable, Subject, type Subscriber } from 'rxjs';
import type { Detector } from '../drift/detector.ts';
import type { DriftOptions } from '../drift/drift.ts';
import { watch } from '../drift/watch.ts';
import { learn, type Learning, type LearnOptions, type Told } from '../learn/learn.ts';
import type { Model } from '../learn/model.ts';
import type { Outcome } from '../outcome.ts';
import { KeptState } from '../state/kept-state.ts';
import { together } from '../state/together.ts';

/** A model and what it is learned by. */
export interface Learner<P extends Shape, T extends Shape> {
  readonly model: Model<P, T>;
  readonly optimizer: Transform;
}

/** Options of {@link learnWithShadow}. */
export interface ShadowOptions<O> extends DriftOptions<O>, LearnOptions {
  /** The shadow may take over after so many examples, and losses lose half their weight over as many; 50 by default. */
  readonly warmUp?: number;
  /** The shadow is given up after so many examples; 20 times `warmUp` by default. */
  readonly patience?: number;
}

/** What {@link learnWithShadow} returns: an operator with a state to keep. */
export interface ShadowLearning<O, M> extends Savable {
  <R>(source: Observable<R>): Observable<O>;
  /** Emits the number of the step each time that a shadow has taken over. */
  readonly switches: Observable<number>;
  /** The model in charge. */
  model(): M;
}

interface Trial<S> {
  watched: S;
  step: number;
  /** Which of the two learners is in charge. */
  active: number;
  /** Examples that the shadow has learned; −1 if there is no shadow. */
  age: number;
  /** Decayed losses of the one in charge and of the shadow. */
  losses: Float64Array;
}

/**
 * Learns, and where its own outcomes drift, or a warning begins, has a fresh model learn beside. As soon as that one does
 * better it takes over. What is told is always of the model in charge.
 *
 * `make` builds a learner; it is called twice, so that both have parameters of their own.
 *
 * - **Throws** `ContractError` for a warm-up below 1 or a patience below it; as `learn`
 * - **Stream errors** as `learn`, and what detector and `of` throw
 *
 * @example
 * events$.pipe(learnWithShadow(() => ({ model: build(), optimizer: adagrad() }), ddm(), { of: ({ prediction, target }) => +(prediction > 0.5 !== target > 0.5) }))
 */
export function learnWithShadow<S extends object, P extends Shape, T extends Shape>(
  make: () => Learner<P, T>,
  detector: Detector<S>,
  options: ShadowOptions<Outcome<Told<P>, Told<T>>>,
): ShadowLearning<Outcome<Told<P>, Told<T>>, Model<P, T>> {
  type O = Outcome<Told<P>, Told<T>>;
  const { of, warmUp = 50, patience = 20 * warmUp, ...how } = options;
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
  const watching = watch<S, O>(detector, of);
  const state = new KeptState<Trial<ReturnType<typeof watching.initial>>>({
    name: 'learnWithShadow',
    settings: { detector: watching.name, of: watching.settings ?? null, warmUp, patience },
    initial: () => ({ watched: watching.initial(), step: 0, active: 0, age: -1, losses: new Float64Array(2) }),
  });
  const switches = new Subject<number>();
  const begin = (learner: number): void => restore({ learning: learners[learner]! }, fresh[learner]!);
  const judge = (outcome: O): O => {
    const { now } = state;
    now.step++;
    const alarm = watching.step(now.watched, outcome);
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
      switches.next(now.step);
    }
    return { ...outcome, step: now.step };
  };
  const decay = 0.5 ** (1 / warmUp);
  const lose = (which: number, loss: number): void => {
    const { losses } = state.now;
    losses[which] = losses[which]! * decay + (1 - decay) * loss;
  };
  const operator = <R>(source: Observable<R>): Observable<O> =>
    new Observable(subscriber => {
      const inputs = learners.map((learning, i) => fed(learning, subscriber, outcome => told(i, outcome)));
      let done = (): void => {};
      const told = (learner: number, outcome: O): void => {
        const { now } = state;
        lose(learner === now.active ? 0 : 1, outcome.loss);
        if (learner !== now.active) return void now.age++;
        try {
          subscriber.next(judge(outcome));
        } catch (error) {
          subscriber.error(error);
        }
        done();
      };
      consume(source, subscriber, {
        sliceMs: how.sliceMs ?? 8,
        take: (record, _, then) => {
          const { now } = state;
          done = then;
          // The shadow first: what the one in charge tells may end its trial.
          if (now.age >= 0) inputs[1 - now.active]!.next(record);
          inputs[now.active]!.next(record);
        },
        end: () => subscriber.complete(),
      });
    });
  const [first, second] = learners.map(({ progress }, i) => keepTraining(`learner ${i + 1}`, progress));
  const kept = together({ first: first!, second: second!, trial: state });
  const model = (): Model<P, T> => made[state.now.active]!.model;
  return Object.assign(operator, { switches: switches.asObservable(), model, ...kept });
}

/** Subscribes to a learner; what is pushed into it is learned. */
function fed<O>(learning: Learning<O>, subscriber: Subscriber<unknown>, next: (outcome: O) => void): Subject<unknown> {
  const records = new Subject<unknown>();
  subscriber.add(records.pipe(learning).subscribe({ next, error: error => subscriber.error(error) }));
  return records;
}
