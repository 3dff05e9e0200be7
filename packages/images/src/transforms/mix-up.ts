import { ContractError, fillNormal, foldIn, type Key, permutation, Tensor, uniform } from '@thalweg/tensor';
import { inMemory, log, optionsOf, printed } from '@thalweg/tensor/engine';
import { expOfNegative } from '../transform-parts/elementary.ts';
import { wholeOf } from '../transform-parts/parameters.ts';

/** Options of {@link mixUp}. */
export interface MixUpOptions {
  /** Shares are drawn from Beta(α, α): small for pairs that hardly mix, 1 for all shares alike. From 0.01 to 100. */
  readonly alpha: number;
  /** The number of classes. */
  readonly classes: number;
}

/** A batch for {@link mixUp}: images as numbers, and the class of each. */
export interface LabelledImages {
  readonly images: Tensor;
  readonly labels: Tensor | ArrayLike<number>;
}

/** A batch by {@link mixUp}: the same images mixed, and the share of each class. */
export interface MixedImages {
  /** `[batch, …]`, float32. */
  readonly images: Tensor<readonly number[]>;
  /** `[batch, classes]`, float32. */
  readonly targets: Tensor<readonly number[]>;
}

/**
 * Returns a function that mixes each image of a batch with another one of it, and their labels as much.
 * The partners are a permutation of the batch; each pair has a share of its own.
 *
 * - **Shape** images `[batch, …]`, labels `[batch] → targets [batch, classes]`
 * - **Throws** `ContractError` for images that are not float32, and for labels that are no classes
 * - **Source** Zhang, Cissé, Dauphin, Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", 2018, §2; Marsaglia and Tsang,
 *   "A Simple Method for Generating Gamma Variables", 2000
 *
 * @example
 * const mix = mixUp({ alpha: 0.2, classes: 3 });
 * mix({ images: tensor([[1], [1]]), labels: [2, 2] }, key(7)).targets.toArray() // => [[0, 0, 1], [0, 0, 1]]
 */
export function mixUp(options: MixUpOptions): (batch: LabelledImages, key: Key) => MixedImages {
  const { alpha, classes: given } = optionsOf('mixUp', options, { alpha: undefined, classes: undefined });
  if (!(alpha >= 0.01 && alpha <= 100))
    throw new ContractError('mixUp', 'alpha must be from 0.01 to 100', printed(alpha), 'Try { alpha: 0.2 }.');
  const classes = wholeOf('mixUp', 'classes', given, 1);
  return ({ images, labels }, key) => {
    const { shape, count, size, data, classOf } = checkedBatch(images, labels, classes);
    const partners = permutation(foldIn(key, 'partners'), count);
    const mixed = inMemory('mixUp', data.length, length => new Float32Array(length));
    const targets = inMemory('mixUp', count * classes, length => new Float32Array(length));
    for (let row = 0; row < count; row++) {
      const partner = partners[row]!;
      const share = symmetricBeta(alpha, foldIn(key, row));
      const start = row * size;
      const other = partner * size;
      for (let i = 0; i < size; i++) mixed[start + i] = share * data[start + i]! + (1 - share) * data[other + i]!;
      if (classOf[row] === classOf[partner]) targets[row * classes + classOf[row]!] = 1;
      else {
        targets[row * classes + classOf[row]!] = share;
        targets[row * classes + classOf[partner]!] = 1 - share;
      }
    }
    return {
      images: new Tensor(shape, 'float32', mixed),
      targets: new Tensor([count, classes], 'float32', targets),
    };
  };
}

function checkedBatch(images: Tensor, labels: LabelledImages['labels'], classes: number): Batch {
  if (!(images instanceof Tensor) || images.dtype !== 'float32' || images.shape.length === 0)
    throw new ContractError(
      'mixUp',
      'images must be a float32 tensor [batch, …]',
      images instanceof Tensor ? `${images.dtype} ${JSON.stringify(images.shape)}` : printed(images),
      'Use normalize first.',
    );
  const shape = images.shape as readonly number[];
  const count = shape[0]!;
  const classOf = labels instanceof Tensor ? labels.numbers : labels;
  if (classOf?.length !== count)
    throw new ContractError('mixUp', `there must be ${count} labels`, printed(classOf?.length), 'One for each image.');
  for (let row = 0; row < count; row++) {
    const label = classOf[row]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes))
      throw new ContractError('mixUp', `labels must be from 0 to ${classes - 1}`, printed(label), 'Check classes.');
  }
  return { shape, count, size: count === 0 ? 0 : images.size / count, data: images.data, classOf };
}

interface Batch {
  readonly shape: readonly number[];
  readonly count: number;
  /** The numbers of one image. */
  readonly size: number;
  readonly data: ArrayLike<number>;
  readonly classOf: ArrayLike<number>;
}

/** Returns a number of Beta(α, α), of two gamma variables by their logarithms: those of a small α are no normal numbers. */
function symmetricBeta(alpha: number, key: Key): number {
  const difference = logOfGamma(alpha, foldIn(key, 1)) - logOfGamma(alpha, foldIn(key, 0));
  const small = expOfNegative(-Math.abs(difference));
  return difference > 0 ? small / (1 + small) : 1 / (1 + small);
}

/** By rejection from the cube of a normal variable, for α + 1, and then by a power of a uniform one. */
function logOfGamma(alpha: number, key: Key): number {
  const d = alpha + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let attempt = 0; ; attempt++) {
    const x = fillNormal(new Float64Array(1), key, attempt)[0]!;
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const bound = 0.5 * x * x + d - d * v + d * log(v);
    if (log(positive(key, attempt + 1)) < bound) return log(d * v) + log(positive(key, 0)) / alpha;
  }
}

/** A uniform number that is not 0. */
function positive(key: Key, counter: number): number {
  return uniform(key, counter) + 2 ** -54;
}
