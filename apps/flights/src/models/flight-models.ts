import { concat, input, type Node, reshape, sigmoid, slice } from '@thalweg/graph';
import { dense, embedding, relu, sigmoidCrossEntropy } from '@thalweg/nn';
import { factorizationMachine, type Features, logisticRegression, type Model } from '@thalweg/online';
import { adagrad, type Transform } from '@thalweg/optim';
import { type flightFeatures, HASHED, NUMBERS } from '../features/flight-features.ts';

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

/**
 * Logistic regression. Its own step sizes would follow the labels that came last, and the last labels of an hour are those of its
 * late flights. The steps of Adagrad become small.
 */
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

/** The names of categories that have vectors: how many there are, and the length of a vector. */
const categories = (airports: number) =>
  ({ origin: [airports, 8], destination: [airports, 8], hour: [24, 4], weekday: [7, 2] }) as const;

/**
 * Returns the logit of a small network for the flights of a shape, `[]` or `['batch']`: vectors of airports, hour and weekday
 * beside the numbers, and two layers.
 */
function networkLogit<S extends readonly [] | readonly ['batch']>(
  shape: S,
  { airports, seed }: { readonly airports: number; readonly seed: number },
): Node<S> {
  const vectors = Object.entries(categories(airports)).map(
    ([name, [count, size]]) => input(name, shape, 'int32').pipe(embedding(count, size, { name, seed })) as Node,
  );
  const features = input('features.values', [...shape, HASHED + NUMBERS]) as Node;
  const numbers: Node = slice(features, { axis: shape.length, from: HASHED });
  const x: Node = concat([...vectors, numbers], { axis: shape.length });
  const rows: Node = shape.length === 0 ? reshape(x, [1, x.shape[0] as number]) : x;
  const logits: Node = (rows as Node<readonly ['batch', number]>).pipe(
    dense(32, { seed }),
    relu(),
    dense(1, { seed }),
  ) as Node;
  return reshape(logits, shape as readonly (number | string)[] as never) as Node as Node<S>;
}

/** The names of the models, and of the fields with their predictions. */
export const streamModelNames = ['plain', 'logistic', 'factorization', 'network'] as const;

/** Returns the models that predict each flight as it leaves, and learn it when it has landed. */
export function streamModels(
  { plain, all }: ReturnType<typeof flightFeatures>,
  options: ModelOptions,
): Readonly<Record<(typeof streamModelNames)[number], FlightModel<readonly []>>> {
  return {
    plain: logistic(plain.input(), []),
    logistic: logistic(all.input(), []),
    factorization: factorization(all.input(), [], options),
    network: network([], options),
  };
}
