import { ContractError, ShapeError, tensor, type DType } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { positions } from './creation/filled.ts';
import type { Node } from '../node/node.ts';
import { limitedSize } from '../shape/numbers.ts';
import { axisNamed, likesOf, type Likes } from '../protocol/sizes-of-names.ts';
import { constant } from '../sources/constant.ts';
import { cast } from './cast.ts';
import { stopGradient } from './stop-gradient.ts';

/** Options of {@link arange}. */
export interface ArangeOptions {
  /** The distance from one number to the next; a negative one counts down. 1 by default. */
  readonly step?: number;
  /** int32 by default. */
  readonly dtype?: DType;
  /** The node, or the nodes, one of which has the axis that is named; only their shapes are used. */
  readonly like?: Likes;
}

/** The size of the numbers from 0 to before an end. */
type Counted<End extends number | string, O extends ArangeOptions> = End extends string
  ? End
  : O extends { step: number }
    ? number
    : `${End}` extends `-${string}`
      ? 0
      : `${End}` extends `${bigint}`
        ? End
        : number;

/**
 * The numbers from 0, or from a start, to before an end, `step` apart: `arange(3)`, `arange(2, 10, { step: 3 })`. For a
 * name they are the positions along the axis that has this name in `like`: `arange('time', { like: x })`. They are whole
 * numbers, for indices, unless you name another dtype.
 *
 * - **Shape** `[n]`, with `n = ⌈(end − start) / step⌉`, or the name
 * - **Gradient** zero, as for every constant
 * - **Throws** `ContractError` for a step of 0 and for more than 2²⁸ numbers, `ShapeError` for a name that no axis in `like` has, `DtypeError` for
 *   fractions in int32
 *
 * @example
 * read(arange(3)).toArray() // => [0, 1, 2]
 * read(arange(1, 0, { step: -0.25, dtype: 'float32' })).toArray() // => [1, 0.75, 0.5, 0.25]
 */
export function arange<const End extends number | string, const O extends ArangeOptions = object>(
  end: End,
  options?: O,
): Node<readonly [Counted<End, O>]>;
export function arange(start: number, end: number, options?: ArangeOptions): Node<readonly [number]>;
export function arange(first: number | string, second?: number | ArangeOptions, third?: ArangeOptions): Node {
  const isFromStart = third !== undefined || typeof second === 'number';
  const { step, dtype, like } = optionsOf('arange', isFromStart ? third : (second as ArangeOptions | undefined), {
    step: 1,
    dtype: 'int32' as DType,
    like: undefined,
  });
  if (typeof first === 'string') return stopGradient(cast(named(first, step, likesOf('arange', like)), dtype));
  const [start, end] = isFromStart ? [first, second as number] : [0, first];
  return constant(tensor(numbers(start, end, step), { dtype, shape: [countOf(start, end, step)] }), { name: 'arange' });
}

function numbers(start: number, end: number, step: number): number[] {
  return Array.from({ length: countOf(start, end, step) }, (_, n) => start + n * step);
}

function countOf(start: number, end: number, step: number): number {
  const count = Math.max(0, Math.ceil((end - start) / step));
  if (Number.isFinite(count)) return limitedSize('arange', count);
  throw new ContractError(
    'arange',
    'start, end and step must be finite, and step not 0',
    `${start}, ${end} and ${step}`,
    'Check them.',
  );
}

function named(name: string, step: number, likes: readonly Node[]): Node {
  const { like, axis } = axisNamed('arange', name, likes);
  if (step === 1) return positions(likes[like]!, axis);
  throw new ShapeError('arange', [[name]], `step must be 1 for a name, not ${step}`, 'Multiply the positions by it.');
}
