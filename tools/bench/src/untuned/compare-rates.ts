import { batch, type Dataset } from '@thalweg/data';
import { input, type Node } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import {
  agrawal,
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
import { adagrad, adam, sgd, type Transform } from '@thalweg/optim';
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

const RATES = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1] as const;

/** The accuracy of a linear model on a stream, each row before it is learned. `scale` multiplies each feature. */
export async function accuracyOf(
  { features, classes, rows }: Stream,
  { optimizer, scale = () => 1 }: { readonly optimizer?: Transform; readonly scale?: (feature: number) => number } = {},
): Promise<number> {
  const x = input('x', [features]);
  const seen = optimizer === undefined ? x : x.pipe(runningStandardization());
  const model = classes === 2 ? logisticRegression(seen, label('float32')) : softmaxRegression(seen, label('int32'), { classes });
  const factors = Array.from({ length: features }, (_, feature) => scale(feature));
  const learned$ = rows.pipe(
    batch(500),
    map(({ x, ...others }: { readonly x: Tensor }) => ({ ...others, x: scaled(x, factors) })),
    learnRows(model as Model, optimizer, { runner: wasm() }),
    progressive({ accuracy: accuracy() }),
  );
  return (await lastValueFrom(learned$)).metrics.accuracy;
} // prettier-ignore

function label(dtype: 'float32' | 'int32'): Node<readonly []> {
  return input('label', [], dtype);
}

function scaled(x: Tensor, factors: readonly number[]): Tensor {
  const data = Float32Array.from(x.data, (value, i) => value * factors[i % factors.length]!);
  return tensor(data, { shape: x.shape as readonly number[] });
}

/** The best accuracy of a fixed rate, over those of {@link RATES} and three optimizers, on standardized features. */
export async function bestOfRates(stream: Stream): Promise<{ readonly accuracy: number; readonly by: string }> {
  const all = [];
  for (const [name, make] of Object.entries({ sgd, adagrad, adam }))
    for (const learningRate of RATES)
      all.push({ accuracy: await accuracyOf(stream, { optimizer: make({ learningRate }) }), by: `${name} ${learningRate}` });
  return all.reduce((best, one) => (one.accuracy > best.accuracy ? one : best));
} // prettier-ignore
