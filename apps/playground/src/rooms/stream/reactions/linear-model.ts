import { input, parametersOf, read } from '@thalweg/graph';
import { logisticRegression, type Model } from '@thalweg/online';
import type { Weights } from './reaction.ts';

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
