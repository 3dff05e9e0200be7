import type { Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';

/** Writes the positions along an axis of a wire, as int64. */
export function numbersUpTo(emission: Emission, wire: Wire, axis: number): string {
  const { block, constants } = emission;
  const length = wire.shape[axis]!;
  const end = typeof length === 'number' ? constants.position(length) : lengthOf(emission, wire, length, axis);
  return block.apply('Range', [constants.position(0), end, constants.position(1)]);
}

/** The size of a wire that may not have been written yet: that of an input whose axis has the same name. */
function lengthOf(emission: Emission, wire: Wire, name: string, axis: number): string {
  if (emission.has(wire)) return emission.length(wire, axis);
  return emission.block.apply('Squeeze', [emission.sizes([name], wire.inputs)]);
}
