import { add, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import type { Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { SameShapeLayer } from '../layer-parts/layer.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { checkBase, positionTable } from './position-table.ts';

/** Options of {@link sinusoidalPositions}. */
export interface SinusoidalPositionsOptions {
  /** The most positions that an input may have; 2,048 by default. */
  readonly length?: number;
  /** The base of the wavelengths: those of columns 2i and 2i + 1 are `2π·base^(2i/width)` positions; 10,000 by default. */
  readonly base?: number;
}

/**
 * Layer that adds sines and cosines of each position in time, at wavelengths from 2π up: `sin(t/base^(2i/width))` in column
 * 2i, and the cosine in column 2i + 1. It has no parameters.
 *
 * - **Shape** `x: [..., time, width] → [..., time, width]`, any time up to `length`
 * - **Throws** `ContractError` for a length that is no positive whole number, or a base that is not positive; when it is applied, `ShapeError` to an input of
 *   rank below 2, without a fixed width, or of more time, which for a time with a name a pass finds; `DtypeError` if it is no float
 * - **Source** Vaswani et al., "Attention Is All You Need", 2017, §3.5
 *
 * @example
 * read(constant([[0, 0], [0, 0]]).pipe(sinusoidalPositions())).toArray()[0] // => [0, 1]
 */
export function sinusoidalPositions(options?: SinusoidalPositionsOptions): SameShapeLayer {
  const { length, base } = optionsOf('sinusoidalPositions', options, { length: 2048, base: 10_000 });
  positiveWhole('sinusoidalPositions', 'the length', length);
  checkBase('sinusoidalPositions', base);
  const at = (position: number, column: number, width: number): number => {
    const angle = position * base ** -((column - (column % 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  };
  return <S extends Shape>(x: Node<S>) => {
    const table = positionTable(nodeOf('sinusoidalPositions', x as Node), { kind: 'sinusoidalPositions', length, at });
    return add(x as Node, table) as Node as Node<S>;
  };
}
