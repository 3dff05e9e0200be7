import { input, sigmoid, type Node } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { factorizationMachine, logisticRegression, type Features, type Model } from '@thalweg/online';
import { adagrad, type Transform } from '@thalweg/optim';
import { networkLogit } from './network.ts';

/** A model of late flights, with its optimizer. */
export interface FlightModel<S extends ModelShape> {
  readonly model: Model<S, S>;
  /** The labels: 1 for late flights, else 0. */
  readonly late: Node<S>;
  readonly optimizer: Transform;
}

/** The shape of what a model predicts: one flight, or a batch. */
export type ModelShape = readonly [] | readonly ['batch'];

/** Options of the models. */
export interface ModelOptions {
  /** The number of airports. */
  readonly airports: number;
  readonly seed: number;
}

/** Logistic regression. */
export function logistic<S extends ModelShape>(features: Features, shape: S): FlightModel<S> {
  const late = labels(shape);
  return { model: logisticRegression(features, late), late, optimizer: adagrad({ learningRate: 0.1 }) };
}

/** A factorization machine. */
export function factorization<S extends ModelShape>(
  features: Features,
  shape: S,
  { seed }: Pick<ModelOptions, 'seed'>,
): FlightModel<S> {
  const late = labels(shape);
  const model = factorizationMachine(features, late, { rank: 8, target: 'label', seed });
  return { model, late, optimizer: adagrad({ learningRate: 0.07 }) };
}

/** A small network with embeddings. */
export function network<S extends ModelShape>(shape: S, options: ModelOptions): FlightModel<S> {
  const late = labels(shape);
  const logit = networkLogit(shape, options) as Node;
  const loss = logit.pipe(sigmoidCrossEntropy(late as Node));
  const model = { prediction: sigmoid(logit), loss, target: late } as unknown as Model<S, S>;
  return { model, late, optimizer: adagrad({ learningRate: 0.02 }) };
}

function labels<S extends ModelShape>(shape: S): Node<S> {
  return input('late', shape) as Node as Node<S>;
}
