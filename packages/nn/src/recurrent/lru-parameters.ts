import type { Node } from '@thalweg/graph';
import { allocate, fillUniform, sizeOf, tensor, type Key, type Tensor } from '@thalweg/tensor';
import { lecunNormal, type Initializer } from '../initializers/initializer.ts';
import { parameterMaker } from '../layer-parts/parameter-maker.ts';
import { widthOf } from './affine.ts';

/** The parameters of a linear recurrent unit. Reading one throws `GraphError` before the cell is applied. */
export interface LruParameters {
  /** `[units]`: ln ν, where |λ| = exp(−ν). */
  readonly nuLog: Node;
  /** `[units]`: ln θ, where θ is the phase of λ. */
  readonly thetaLog: Node;
  /** `[units]`: ln γ, the factors of the input; initially ln √(1 − |λ|²), so that all units are of one size. */
  readonly gammaLog: Node;
  /** `[in, units]`: the real parts of B. */
  readonly inputRe: Node;
  /** `[in, units]`: the imaginary parts of B. */
  readonly inputIm: Node;
  /** `[units, width]`: the real parts of C. */
  readonly outputRe: Node;
  /** `[units, width]`: the imaginary parts of C. */
  readonly outputIm: Node;
  /** `[in, width]`: D. */
  readonly skip: Node;
}

/** The names of {@link LruParameters}. */
export const lruParts = [
  'nuLog',
  'thetaLog',
  'gammaLog',
  'inputRe',
  'inputIm',
  'outputRe',
  'outputIm',
  'skip',
] as const;

/** Sizes and first values of the parameters of a linear recurrent unit. */
export interface LruParametersOptions {
  readonly units: number;
  readonly width: number;
  readonly rMin: number;
  readonly rMax: number;
  readonly maxPhase: number;
  readonly seed: number;
  readonly name: string | undefined;
}

/** |λ|² may not round to 0 or 1, nor a phase to 0: their logarithms are parameters. */
const LEAST = 2 ** -24;

/**
 * Makes the parameters for an input: eigenvalues evenly spread over a ring of the complex plane, `rMin ≤ |λ| ≤ rMax`, with
 * phases below `maxPhase`.
 *
 * - **Throws** `ShapeError` for an input without a fixed width; `DtypeError` if the input is no float
 * - **Source** Orvieto et al., "Resurrecting Recurrent Neural Networks for Long Sequences", 2023, lemma 3.2 and appendix A
 */
export function lruParameters({ units, width, seed, name, ...ring }: LruParametersOptions, x: Node): LruParameters {
  const make = parameterMaker('lru', x, { name, seed });
  const inputs = widthOf('lru', x);
  let squares: readonly number[] = [];
  const nu: Initializer = (key, shape, dtype) => {
    squares = uniforms(key, units).map(u => clamped(u * (ring.rMax ** 2 - ring.rMin ** 2) + ring.rMin ** 2));
    return filled(squares, square => Math.log(-0.5 * Math.log(square)), shape, dtype);
  };
  const theta: Initializer = (key, shape, dtype) =>
    filled(uniforms(key, units), u => Math.log(ring.maxPhase * clamped(u)), shape, dtype);
  const gamma: Initializer = (_key, shape, dtype) => filled(squares, square => Math.log(1 - square) / 2, shape, dtype);
  return {
    nuLog: make('nuLog', nu, [units]),
    thetaLog: make('thetaLog', theta, [units]),
    gammaLog: make('gammaLog', gamma, [units]),
    inputRe: make('inputRe', halfNormal, [inputs, units]),
    inputIm: make('inputIm', halfNormal, [inputs, units]),
    outputRe: make('outputRe', lecunNormal, [units, width]),
    outputIm: make('outputIm', lecunNormal, [units, width]),
    skip: make('skip', lecunNormal, [inputs, width]),
  };
}

/** Normal with variance 1/(2·in): a complex number of two such parts has 1/in. */
const halfNormal: Initializer = (key, shape, dtype) => {
  const drawn = lecunNormal(key, shape, dtype);
  return filled(Array.from(drawn.data), value => value * Math.SQRT1_2, shape, dtype);
};

function uniforms(key: Key, count: number): number[] {
  return Array.from(fillUniform(allocate('float64', count) as Float64Array, key));
}

function clamped(value: number): number {
  return Math.min(Math.max(value, LEAST), 1 - LEAST);
}

function filled(
  from: readonly number[],
  of: (value: number) => number,
  shape: readonly number[],
  dtype: 'float32' | 'float64',
): Tensor {
  const data = allocate(dtype, sizeOf(shape));
  for (const [at, value] of from.entries()) data[at] = of(value);
  return tensor(data, { shape });
}
