import { input, parametersOf, read } from '@thalweg/graph';
import { type Detector, logisticRegression, type Model, type Outcome } from '@thalweg/online';
import type { Parts } from '@thalweg/train';
import type { Observable, OperatorFunction } from 'rxjs';

/** An event as it arrives: with its features, without its label. */
export interface Arrival {
  readonly id: number;
  readonly x: readonly number[];
}

/** The result of an event: predicted when it arrived, learned when its label came. */
export type EventOutcome = Outcome<number, number>;

/** The weights of the features and the bias. */
export type Weights = readonly [w1: number, w2: number, bias: number];

/** A model that learns a stream and reacts to drift in its own way. */
export interface Learner {
  /** Adds the prediction to each arrival, in the field with the name of the reaction. */
  readonly predict: <R extends Arrival>(source: Observable<R>) => Observable<R>;
  /** Learns events that have their label. */
  readonly learn: OperatorFunction<object, EventOutcome>;
  /** Returns the weights of the model in charge. */
  readonly weights: () => Weights;
  /** All that it remembers. */
  readonly parts: Parts;
}

/** A way to react to drift. */
export interface Reaction {
  readonly name: string;
  readonly title: string;
  /** A sentence for the legend. */
  readonly does: string;
  /** Returns a new model. It calls `reacted` each time that it has reacted to an alarm of the detector. */
  readonly make: (detector: Detector<object>, reacted: () => void) => Learner;
}

/** Returns 1 for a wrong prediction, and 0 for a right one: the value that detectors watch. */
export const isWrong = ({ prediction, target }: EventOutcome): 0 | 1 => (prediction > 0.5 !== target > 0.5 ? 1 : 0);

/** Returns a detector that also calls back after each drift that it reports. */
export function reporting<S extends object>(detector: Detector<S>, drifted: () => void): Detector<S> {
  return {
    ...detector,
    step: (state, value) => {
      const status = detector.step(state, value);
      if (status === 'drift') drifted();
      return status;
    },
  };
}

/** The learning rate of all models. */
export const RATE = 0.2;

/** A model of the stream, which predicts the probability of class 1. */
export type LinearModel = Model<readonly [], readonly []>;

/** Returns a logistic regression on the two features of an event. */
export const linearModel = (): LinearModel => logisticRegression(input('x', [2]), input('label', []));

/** Returns the weights of a model. */
export function weightsOf({ loss }: LinearModel): Weights {
  return parametersOf(loss).flatMap(parameter => [...read(parameter).data]) as unknown as Weights;
}
