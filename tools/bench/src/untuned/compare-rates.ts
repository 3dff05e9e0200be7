import { batch, type Dataset } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { dense, relu, softmax, softmaxCrossEntropy } from '@thalweg/nn';
import {
  agrawal,
  bestOf,
  hyperplane,
  learnRows,
  led,
  logisticRegression,
  progressive,
  randomRbf,
  runningStandardization,
  sea,
  softmaxRegression,
  type GeneratedRow,
  type Model,
} from '@thalweg/online';
import { adagrad, adam, adamw, cocob, prodigy, scheduleFree, sgd, type Transform } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, map } from 'rxjs';

/** A stream of labelled rows. */
interface Stream {
  readonly features: number;
  /** 2 for labels 0 and 1. */
  readonly classes: number;
  readonly rows: Dataset<GeneratedRow>;
}

/** Streams of so many rows, whose worlds change at each quarter, or all the time. */
export function streams(length: number, seed: number): Readonly<Record<string, Stream>> {
  const quarters = [1, 2, 3].map(part => (part * length) / 4);
  const given = { seed, length };
  const abrupt = { ...given, drift: { at: quarters } };
  return {
    'SEA, abrupt': { features: 3, classes: 2, rows: sea(abrupt) },
    'SEA, gradual': { features: 3, classes: 2, rows: sea({ ...given, drift: { at: quarters, width: length / 10 } }) },
    'Hyperplane': { features: 10, classes: 2, rows: hyperplane(given) },
    'Agrawal': { features: 9, classes: 2, rows: agrawal({ ...abrupt, concepts: [1, 2, 3, 4] }) },
    'RBF, 1e-4': { features: 10, classes: 5, rows: randomRbf({ ...given, speed: 1e-4 }) },
    'RBF, 1e-3': { features: 10, classes: 5, rows: randomRbf({ ...given, speed: 1e-3 }) },
    'LED': { features: 24, classes: 10, rows: led(abrupt) },
  }; // prettier-ignore
}

/** The size of the examples of a stream. */
type Sized = Pick<Stream, 'features' | 'classes'>;

const RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1] as const;

/** The way in which a stream is learned. */
interface Learning {
  /** True for a network of two layers of 32, false for a linear model. */
  readonly network?: boolean;
  /** Without one, the model chooses its steps. */
  readonly optimizer?: Transform;
  /** The factor of each feature. */
  readonly scale?: (feature: number) => number;
}

/** The accuracy of a model on a stream, each row before it is learned. */
export async function accuracyOf(stream: Stream, learning: Learning = {}): Promise<number> {
  const { scale = () => 1, optimizer, network = false } = learning;
  const { features, rows } = stream;
  const factors = Array.from({ length: features }, (_, feature) => scale(feature));
  const learned$ = rows.pipe(
    batch(500),
    map(({ x, ...others }: { readonly x: Tensor }) => ({ ...others, x: scaled(x, factors) })),
    learnRows(network ? networkOf(stream, optimizer) : linearOf(stream, optimizer), { runner: wasm() }),
    progressive({ accuracy: accuracy() }),
  );
  return (await lastValueFrom(learned$)).metrics.accuracy;
}

/** Returns a linear model, which chooses its steps, or is on standardized features and has an optimizer. */
export function linearOf({ features, classes }: Sized, optimizer?: Transform): Model {
  const x = input('x', [features]);
  const seen = optimizer === undefined ? x : x.pipe(runningStandardization());
  const model =
    classes === 2 ? logisticRegression(seen, label('float32')) : softmaxRegression(seen, label('int32'), { classes });
  return { ...(model as Model), ...(optimizer && { optimizer }) };
}

/** Returns a network of two layers of 32, or without an optimizer three of them side by side. */
export function networkOf({ features, classes }: Sized, optimizer?: Transform): Model {
  const label = input('label', ['batch'], 'int32');
  const x = input('x', ['batch', features]).pipe(runningStandardization());
  const build = () => {
    const logits = x.pipe(dense(32), relu(), dense(32), relu(), dense(classes));
    return { prediction: logits.pipe(softmax()), loss: logits.pipe(softmaxCrossEntropy(label)) };
  };
  return (optimizer === undefined ? bestOf(build) : { ...build(), optimizer }) as Model;
}

function label(dtype: 'float32' | 'int32'): Node<readonly []> {
  return input('label', [], dtype);
}

function scaled(x: Tensor, factors: readonly number[]): Tensor {
  const data = Float32Array.from(x.data, (value, i) => value * factors[i % factors.length]!);
  return tensor(data, { shape: x.shape as readonly number[] });
}

/** The best accuracy of a fixed rate, over those of {@link RATES}: of three optimizers for linear models, of Adam for a network. */
export async function bestOfRates(
  stream: Stream,
  { network = false, scale }: Omit<Learning, 'optimizer'> = {},
): Promise<{ readonly accuracy: number; readonly by: string }> {
  const all = [];
  for (const [name, make] of Object.entries(network ? { adam } : { sgd, adagrad, adam }))
    for (const learningRate of RATES)
      all.push({
        accuracy: await accuracyOf(stream, { network, optimizer: make({ learningRate }), ...(scale && { scale }) }),
        by: `${name} ${learningRate}`,
      });
  return all.reduce((best, one) => (one.accuracy > best.accuracy ? one : best));
}

/** Other optimizers that need no rate, or no schedule. */
export const rivals: Readonly<Record<string, () => Transform>> = {
  'prodigy': () => prodigy(),
  'scheduleFree, 0.003': () => scheduleFree(adamw({ learningRate: 0.003, beta1: 0, decay: 0 })),
  'cocob': () => cocob(),
}; // prettier-ignore

/** Factors of a thousand between features. */
export const apart = (feature: number): number => 1000 ** ((feature % 3) - 1);
