import { input, parametersOf, type Node } from '@thalweg/graph';
import {
  adwin,
  forgetOnDrift,
  learn,
  learnWithShadow,
  logisticRegression,
  raiseRateOnDrift,
  sparse,
  type Model,
  type Outcome,
} from '@thalweg/online';
import { adagrad, ftrl, type Transform } from '@thalweg/optim';
import type { Parts } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { pipe, type Observable } from 'rxjs';
import { rates, type Settings } from './settings.ts';

export type SpamOutcome = Outcome<number, number>;

/** Returns 1 for a misclassified mail, 0 for a correct one. */
export const zeroOneLoss = ({ prediction, target }: SpamOutcome): number => (prediction > 0.5 === target > 0.5 ? 0 : 1);

/** Predicts and learns mails. */
export interface Learner {
  readonly learn: (mails: Observable<object>) => Observable<SpamOutcome>;
  /** Returns the current model. */
  readonly model: () => SpamModel;
  readonly runner: ReturnType<typeof wasm> | undefined;
  /** The stateful parts, for a snapshot. */
  readonly parts: Parts;
}

type SpamModel = Model<readonly [], readonly []>;

/** Returns logistic regression on hashed words with the chosen optimizer, or its own, and reaction to drift. */
export function learnerOf({ reaction, bits, optimizer, delay, ...settings }: Settings): Learner {
  const { learningRate = rates[optimizer ?? 'adagrad'] } = settings;
  const runner = settings.runner === 'wasm' ? wasm({ fallback: true }) : undefined;
  // Mails wait for late labels with the prediction of when they came.
  const how = { runner, ...(delay > 0 && { predicted: 'predicted' }) };
  const watched = { of: zeroOneLoss };
  const build = (): SpamModel => logisticRegression(sparse('features', { bits }), input('spam', []));
  const optimizers = { adagrad, ftrl };
  const descend = (): Transform | undefined => optimizer && optimizers[optimizer]({ learningRate });
  const model = build();
  const parts = { model: () => model, runner };
  switch (reaction) {
    case 'none': {
      const learning = learn(model, descend(), how);
      return { ...parts, learn: learning, parts: { learning } };
    }
    case 'forget': {
      const learning = learn(model, descend(), how);
      const forgetting = forgetOnDrift(detector(), { ...watched, learning, forget: 'everything' });
      return { ...parts, learn: pipe(learning, forgetting), parts: { learning, forgetting } };
    }
    case 'rate': {
      const rate = raiseRateOnDrift(detector(), { ...watched, learningRate, factor: 10, halfLife: 200 });
      const learning = learn(model, adagrad({ learningRate: rate.learningRate }), how);
      return { ...parts, learn: pipe(learning, rate), parts: { learning, rate } };
    }
    case 'shadow': {
      const make = () => ({ model: build(), optimizer: descend() });
      const learning = learnWithShadow(make, detector(), { ...watched, ...how });
      return { ...parts, model: () => learning.model(), learn: learning, parts: { learning } };
    }
  }
}

/** Returns the drift detector of the errors. */
export function detector(): ReturnType<typeof adwin> {
  return adwin({ direction: 'up' });
}

/** Returns the weights of the features; positive ones indicate spam. */
export function weightsOf({ loss }: SpamModel): Node {
  return parametersOf(loss as Node).find(({ shape }) => shape.length > 0)! as Node;
}
