import type { Loops, Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';

/** Writes the place of the largest or the smallest element. */
export function argmax(emission: Emission, wire: Wire, { axis, smallest, last }: Loops['argmax']): string {
  const [x] = wire.inputs as [Wire];
  const found = emission.block.apply(smallest ? 'ArgMin' : 'ArgMax', [emission.valueOf(x)], {
    axis: { int: axis },
    keepdims: { int: Number(wire.shape.length === x.shape.length) },
    select_last_index: { int: Number(last) },
  });
  return emission.cast(found, 'int64', 'int32');
}

/** Writes the places in the order of the elements. */
export function argsort(emission: Emission, wire: Wire, { axis, descending }: Loops['argsort']): string {
  const [x] = wire.inputs as [Wire];
  return places(emission, x, { axis, count: emission.size(x, axis), largest: descending });
}

/** Writes the places of the largest or the smallest elements. */
export function topK(emission: Emission, wire: Wire, { axis, k, largest }: Loops['topK']): string {
  return places(emission, wire.inputs[0]!, { axis, count: emission.constants.whole([k]), largest });
}

function places(
  emission: Emission,
  x: Wire,
  { axis, count, largest }: { axis: number; count: string; largest: boolean },
): string {
  const attributes = { axis: { int: axis }, largest: { int: Number(largest) } };
  const [, found] = emission.block.applyAll('TopK', [emission.valueOf(x), count], ['Values', 'Indices'], attributes);
  return emission.cast(found!, 'int64', 'int32');
}
