import { Pixels } from '@thalweg/data';
import { ContractError, Tensor } from '@thalweg/tensor';
import { inMemory, optionsOf, printed } from '@thalweg/tensor/engine';

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** The mean that becomes 0, where white is 1: a number, or one for each channel. 0 by default. */
  readonly mean?: number | readonly number[];
  /** The deviation that becomes 1: a positive number, or one for each channel. 1 by default. */
  readonly std?: number | readonly number[];
}

/**
 * Returns a function that makes numbers of pixels: `(x/255 − mean)/std`.
 *
 * - **Shape** unchanged, float32, channels last
 * - **Rounding** once, from float64
 * - **Throws** `ContractError` unless there is one mean and one deviation, or one for each channel
 *
 * @example
 * const toUnit = normalize({ mean: 0.5, std: 0.5 });
 * toUnit(new Pixels([1, 2, 1], Uint8Array.of(0, 255))).toArray() // => [[[-1], [1]]]
 */
export function normalize(options: NormalizeOptions = {}): (image: Pixels) => Tensor<readonly number[]> {
  const { mean, std } = optionsOf('normalize', options, { mean: [0], std: [1] });
  const means = numbersOf('mean', mean, Number.isFinite);
  const deviations = numbersOf('std', std, value => Number.isFinite(value) && value > 0);
  const tables = new Map<number, Float32Array>();
  return image => {
    if (!(image instanceof Pixels))
      throw new ContractError('normalize', 'the image must be Pixels', printed(image), 'Normalize last.');
    const { channels, data, shape } = image;
    const table = tables.get(channels) ?? tableOf(means, deviations, channels);
    tables.set(channels, table);
    const out = inMemory('normalize', data.length, size => new Float32Array(size));
    if (channels === 1) for (let i = 0; i < data.length; i++) out[i] = table[data[i]!]!;
    else
      for (let i = 0; i < data.length; i += channels)
        for (let c = 0; c < channels; c++) out[i + c] = table[256 * c + data[i + c]!]!;
    return new Tensor(shape, 'float32', out);
  };
}

/** What each byte of each channel becomes. */
function tableOf(means: readonly number[], deviations: readonly number[], channels: number): Float32Array {
  for (const [option, list] of Object.entries({ mean: means, std: deviations }))
    if (list.length !== 1 && list.length !== channels)
      throw new ContractError(
        'normalize',
        `${option} must be one number, or one for each of ${channels} channels`,
        `${list.length} numbers`,
        'Check the channels of the images.',
      );
  return Float32Array.from({ length: 256 * channels }, (_, index) => {
    const channel = index >> 8;
    const mean = means[means.length === 1 ? 0 : channel]!;
    return ((index & 255) / 255 - mean) / deviations[deviations.length === 1 ? 0 : channel]!;
  });
}

function numbersOf(
  option: string,
  value: number | readonly number[],
  fits: (value: number) => boolean,
): readonly number[] {
  const list = Array.isArray(value) ? (value as readonly number[]) : [value as number];
  const wrong = list.find(each => typeof each !== 'number' || !fits(each));
  if (wrong === undefined && list.length > 0) return list;
  throw new ContractError(
    'normalize',
    `${option} must be ${option === 'std' ? 'a positive' : 'a finite'} number, or one for each channel`,
    list.length === 0 ? '[]' : printed(wrong),
    'White is 1.',
  );
}
