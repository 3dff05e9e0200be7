import type { DType, Shape } from '@thalweg/tensor';
import type { Json } from '@thalweg/train';
import type { PreprocessingCall } from '../preprocessing/preprocessing.ts';

/** An input or an output. */
export interface Port {
  readonly name: string;
  /** Names of axes stand for sizes that are known in a pass only. */
  readonly shape: Shape;
  readonly dtype: DType;
  readonly unit?: string;
}

/** Parameters whose names begin alike, such as those of a layer. */
export interface CardLayer {
  readonly name: string;
  /** The shapes of its parameters, by the rest of their names. */
  readonly parameters: Readonly<Record<string, Shape>>;
  /** The number of their elements. */
  readonly size: number;
}

/** All that a model card says. */
export interface CardParts {
  readonly description?: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly layers: readonly CardLayer[];
  /** The number of elements of all parameters, and of all states. */
  readonly parameters: number;
  readonly states: number;
  /** The number of calls of each operation. */
  readonly operations: Readonly<Record<string, number>>;
  readonly figures?: Readonly<Record<string, number>>;
  /** The calls that make its preprocessing. */
  readonly preprocessing?: readonly PreprocessingCall[];
  /** Facts about the data that was seen, such as ranges and categories, by field. */
  readonly seen?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}
