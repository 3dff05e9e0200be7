import { add, flip, mul, reshape, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { checkBase, positionTable, widthOf } from './position-table.ts';

/** Options of {@link rotary}. */
export interface RotaryOptions {
  /** The most positions that an input may have; 2,048 by default. */
  readonly length?: number;
  /** The base of the angles: pair i turns once in `2π·base^(2i/width)` positions; 10,000 by default. */
  readonly base?: number;
}

/**
 * Layer that turns each pair of neighbouring columns by an angle that grows with the position in time: pair i by
 * `t/base^(2i/width)`. The product of a query and a key that were turned depends on their distance only. Use it within
 * attention: `multiHeadAttention(4, { positions: rotary() })`. It has no parameters.
 *
 * - **Shape** `x: [..., time, width] → [..., time, width]`, an even width, any time up to `length`
 * - **Gradient** `∂x`: ∂y turned back
 * - **Throws** `ContractError` for a length that is no positive whole number, or a base that is not positive; when it is applied, `ShapeError` to an input of
 *   rank below 2, without a fixed even width, or of more time, which for a time with a name a pass finds; `DtypeError` if it
 *   is no float
 * - **Source** Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021, eq. 34
 *
 * @example
 * const turned = read(constant([[1, 0], [1, 0]]).pipe(rotary())); // the second row by one radian
 * turned.toArray().map(row => row.map(value => value.toFixed(2))) // => [['1.00', '0.00'], ['0.54', '0.84']]
 */
export function rotary(options?: RotaryOptions): SameShapeLayer {
  const { length, base } = optionsOf('rotary', options, { length: 2048, base: 10_000 });
  positiveWhole('rotary', 'the length', length);
  checkBase('rotary', base);
  const angle = (position: number, column: number, width: number): number =>
    position * base ** -((column - (column % 2)) / width);
  return <S extends Shape>(given: Node<S>) => {
    const x = nodeOf('rotary', given as Node);
    if (widthOf('rotary', x) % 2 === 1)
      throw new ShapeError('rotary', [x.shape], 'the width must be even', 'Choose another width of the heads.');
    const cosines = positionTable(x, { kind: 'rotary', length, at: (...place) => Math.cos(angle(...place)) });
    const sines = positionTable(x, {
      kind: 'rotary',
      length,
      at: (...place) => (place[1] % 2 === 0 ? -1 : 1) * Math.sin(angle(...place)),
    });
    return add(mul(x, cosines) as Node, mul(swappedPairs(x), sines) as Node) as Node as Node<S>;
  };
}

/** With the columns of each pair in each other's place. */
function swappedPairs(x: Node): Node {
  const pairs = reshape(x, [...x.shape.slice(0, -1), (x.shape.at(-1) as number) / 2, 2]) as Node;
  return reshape(flip(pairs, { axes: -1 }), x.shape) as Node;
}
