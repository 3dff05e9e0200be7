import type { Shape } from '@thalweg/tensor';
import type { Wire } from '@thalweg/graph/engine';
import type { Emission } from './emission.ts';

/** Returns the value of a wire in another shape. Its names are those of the wire, or of others; one more may follow from all. */
export function reshaped(emission: Emission, wire: Wire, shape: Shape, likes: readonly Wire[] = [wire]): string {
  const value = emission.valueOf(wire);
  if (shape.length === wire.shape.length && shape.every((length, axis) => length === wire.shape[axis])) return value;
  return emission.block.apply('Reshape', [value, target(emission, wire, shape, likes)], allowZero(shape));
}

/** Without it, a size of 0 stands for that of the input's axis. */
function allowZero(shape: Shape): { readonly allowzero?: { readonly int: number } } {
  return shape.includes(0) ? { allowzero: { int: 1 } } : {};
}

function target(emission: Emission, wire: Wire, shape: Shape, likes: readonly Wire[]): string {
  const { constants } = emission;
  const isCopied = (length: number | string, axis: number): boolean =>
    !shape.includes(0) && typeof length === 'string' && wire.shape[axis] === length;
  const open = shape.filter((length, axis) => typeof length === 'string' && !isCopied(length, axis));
  if (open.length <= 1 && !shape.includes(0))
    return constants.whole(
      shape.map((length, axis) => (typeof length === 'number' ? length : isCopied(length, axis) ? 0 : -1)),
    );
  const known = new Set(likes.flatMap(like => like.shape));
  const unknown = open.filter(length => !known.has(length));
  return emission.sizes(
    shape.map(length => (unknown.length === 1 && length === unknown[0] ? -1 : length)),
    likes,
  );
}
