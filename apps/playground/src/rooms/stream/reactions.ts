import { input, parametersOf, read } from '@thalweg/graph';
import {
  type Detector,
  forgetOnDrift,
  learn,
  learnWithShadow,
  logisticRegression,
  type Model,
  type Outcome,
  predictFirst,
  raiseRateOnDrift,
} from '@thalweg/online';
import { adagrad } from '@thalweg/optim';
import { type Parts, predictor, type Predictor } from '@thalweg/train';
import { map, type Observable, type OperatorFunction, pipe } from 'rxjs';

/** An event as it arrives: with its features, without its label. */
export interface Arrival {
  readonly id: number;
  readonly x: readonly number[];
}

/** The result of an event: predicted when it arrived, learned when its label came. */
type EventOutcome = Outcome<number, number>;

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
interface Reaction {
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
function reporting<S extends object>(detector: Detector<S>, drifted: () => void): Detector<S> {
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
type LinearModel = Model<readonly [], readonly []>;

/** Returns a logistic regression on the two features of an event. */
const linearModel = (): LinearModel => logisticRegression(input('x', [2]), input('label', []));

/** Returns the weights of a model. */
function weightsOf({ loss }: LinearModel): Weights {
  return parametersOf(loss).flatMap(parameter => [...read(parameter).data]) as unknown as Weights;
}

/** Forgets all weights and rates at a drift. */
const forget: Reaction = {
  name: 'forget',
  title: 'forget',
  does: 'starts again from nothing',
  make(detector, reacted) {
    const model = linearModel();
    const learning = learn(model, adagrad({ learningRate: RATE }), { predicted: 'forget' });
    const forgetting = forgetOnDrift<object, EventOutcome>(reporting(detector, reacted), {
      of: isWrong,
      learning,
      forget: 'everything',
    });
    return {
      predict: predictFirst(model.prediction, { into: 'forget' }),
      learn: pipe(learning, forgetting),
      weights: () => weightsOf(model),
      parts: { learning, forgetting },
    };
  },
};

/** The factor of the rate directly after a drift. */
export const FACTOR = 20;
/** The events after which the raise has fallen by half. */
export const HALF_LIFE = 50;

/** Keeps its weights and learns faster for a while. */
const raiseRate: Reaction = {
  name: 'raise',
  title: 'raise the rate',
  does: `learns ${FACTOR} times as fast, falling by half every ${HALF_LIFE} events`,
  make(detector, reacted) {
    const model = linearModel();
    const rate = raiseRateOnDrift<object, EventOutcome>(reporting(detector, reacted), {
      of: isWrong,
      learningRate: RATE,
      factor: FACTOR,
      halfLife: HALF_LIFE,
    });
    const learning = learn(model, adagrad({ learningRate: rate.learningRate }), { predicted: 'raise' });
    return {
      predict: predictFirst(model.prediction, { into: 'raise' }),
      learn: pipe(learning, rate),
      weights: () => weightsOf(model),
      parts: { learning, rate },
    };
  },
};

/** The events that a shadow learns before it may take over. */
export const WARM_UP = 50;

/** Trains a second model after an alarm, which takes over once it is better. */
const shadow: Reaction = {
  name: 'shadow',
  title: 'shadow',
  does: 'trains a second model, which takes over when it is better',
  make(detector, reacted) {
    const predictors = new Map<LinearModel, Predictor<readonly []>>();
    const make = (): { model: LinearModel; optimizer: ReturnType<typeof adagrad> } => {
      const model = linearModel();
      predictors.set(model, predictor(model.prediction));
      return { model, optimizer: adagrad({ learningRate: RATE }) };
    };
    const learning = learnWithShadow(make, detector, { of: isWrong, warmUp: WARM_UP, predicted: 'shadow' });
    learning.switches.subscribe(reacted);
    return {
      predict: map(record => ({ ...record, shadow: predictors.get(learning.model())!(record) })),
      learn: learning,
      weights: () => weightsOf(learning.model()),
      parts: { learning },
    };
  },
};

/** Goes on as before. */
const none: Reaction = {
  name: 'none',
  title: 'none',
  does: 'learns on with Adagrad, whose rate only falls',
  make() {
    const model = linearModel();
    const learning = learn(model, adagrad({ learningRate: RATE }), { predicted: 'none' });
    return {
      predict: predictFirst(model.prediction, { into: 'none' }),
      learn: learning,
      weights: () => weightsOf(model),
      parts: { learning },
    };
  },
};

/** The reactions that run side by side. */
export const reactions: readonly Reaction[] = [none, forget, raiseRate, shadow];
