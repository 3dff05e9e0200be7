import type { WeightNames } from './weight-place.ts';

/** The library whose names of parameters and order of axes a file uses. */
export type WeightConvention = 'thalweg' | 'pytorch';

/** Options of {@link weightsOf}. */
export interface WeightsOptions {
  /**
   * The names in the file, by ours. A name that is not in the table is the same in the file, except for what the convention
   * changes.
   */
  readonly names?: WeightNames;
  /**
   * If `'pytorch'`, names and axes are as in PyTorch's state dicts. A `weight` of a product or a convolution has its outputs
   * first; `scale`, `mean` and so on are `weight`, `running_mean` and so on; attention packs three weights in
   * `in_proj_weight`. `'thalweg'` by default: names and axes are ours.
   */
  readonly convention?: WeightConvention;
  /**
   * The weights that the file has with the outputs first, as `[out, in]` or `[out, in, height, width]`: true for those of all
   * products and convolutions, or our names of some, or a function of our name. By default true in PyTorch's convention.
   */
  readonly transpose?: boolean | readonly string[] | ((name: string) => boolean);
  /**
   * If true, the rows of a weight that reads a flattened image are ordered with channels first in the file, and with channels
   * last here. By default true in PyTorch's convention.
   */
  readonly channelsFirst?: boolean;
}

/** Options of {@link loadWeights}, `loadSafetensors` and `loadNpz`. */
export interface LoadWeightsOptions extends WeightsOptions {
  /** If `'initial'`, what the file lacks keeps its value. `'error'` by default. */
  readonly missing?: 'error' | 'initial';
  /** If `'drop'`, tensors of the file that nothing reads are left out. `'error'` by default. */
  readonly extra?: 'error' | 'drop';
}
