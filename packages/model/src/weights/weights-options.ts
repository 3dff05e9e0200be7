import type { WeightNames } from './weight-place.ts';

/** Whose names of parameters and order of axes a file has. */
export type WeightConvention = 'thalweg' | 'pytorch';

/** Options of {@link weightsOf}. */
export interface WeightsOptions {
  /** The names in the file, by ours. A name that is not in a table is the same in the file, as far as the convention has it. */
  readonly names?: WeightNames;
  /**
   * If `'pytorch'`, names and axes are as in PyTorch's state dicts. A `weight` of a product or a convolution has its outputs
   * first; `scale`, `mean` and so on are `weight`, `running_mean` and so on; attention packs three weights in
   * `in_proj_weight`. `'thalweg'` by default: as we have them.
   */
  readonly convention?: WeightConvention;
  /**
   * The weights that the file has with the outputs first, as `[out, in]` or `[out, in, height, width]`: true for those of all
   * products and convolutions, or the names of ours, or a function of the name. By default true in PyTorch's convention.
   */
  readonly transpose?: boolean | readonly string[] | ((name: string) => boolean);
  /**
   * If true, rows that a flattened image gives have its channels first in the file, and last in ours. By default true in
   * PyTorch's convention.
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
