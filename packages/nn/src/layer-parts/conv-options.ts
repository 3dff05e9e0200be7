import type { ConvOptions } from '@thalweg/graph';
import { glorotUniform, type Initializer } from '../initializers/initializer.ts';
import type { WeightSource } from './weight-source.ts';

/** Options that all layers of convolutions have. */
export interface ConvParameterOptions {
  /** If true, adds a bias to each filter; true by default. */
  readonly bias?: boolean;
  /**
   * The initializer of the weights, `glorotUniform` by default; or the weights themselves, which the layer then shares
   * with their owner: a node, or a function that returns it.
   */
  readonly weight?: WeightSource;
  /** The seed of its first weights; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of its parameters, such as `conv2d1`, `conv2d2`, … by default. */
  readonly name?: string;
}

/** Options of {@link conv1d}, {@link conv2d} and {@link convTranspose2d}: those of the operations, and those of parameters. */
export interface ConvLayerOptions extends ConvOptions, ConvParameterOptions {}

/** The defaults of options, for `optionsOf`. */
export const convDefaults = {
  stride: undefined,
  dilation: undefined,
  padding: undefined,
  bias: true,
  weight: glorotUniform satisfies Initializer as Initializer,
  seed: 0,
  name: undefined,
} as const;
