import type { Emission } from './emission.ts';

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
