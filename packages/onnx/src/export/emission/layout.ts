import type { Wire } from '@thalweg/graph/wires';
import type { Shape } from '@thalweg/tensor';
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

/** Returns a value with its axes in another order. Transpositions in a row become one, or none. */
export function movedAxes({ block }: Emission, value: string, order: readonly number[]): string {
  const before = block.producer(value);
  const former = before?.operator === 'Transpose' ? before.attributes['perm'] : undefined;
  const isFolded = former !== undefined && 'ints' in former;
  const axes = isFolded ? order.map(axis => former.ints[axis]!) : order;
  const source = isFolded ? before!.inputs[0]! : value;
  if (axes.every((axis, n) => axis === n)) return source;
  return block.apply('Transpose', [source], { perm: { ints: axes } });
}

/** Returns an image or a sequence with its channels, which come last, behind the batch, as ONNX has them. */
export function channelsFirst(emission: Emission, value: string, rank: number): string {
  return movedAxes(emission, value, [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, n) => n + 1)]);
}

/** Returns an image or a sequence of ONNX with its channels last. */
export function channelsLast(emission: Emission, value: string, rank: number): string {
  return movedAxes(emission, value, [0, ...Array.from({ length: rank - 2 }, (_, n) => n + 2), 1]);
}
