import { type Loops, type Positions, type Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';
import { numbersUpTo } from './numbers-up-to.ts';

/** Writes the positions of a slice. */
export function slice(emission: Emission, wire: Wire, { axis, ...positions }: Loops['slice']): string {
  const { constants } = emission;
  const { from, to, step } = boundsOf(positions);
  const bounds = [[from], [to], [axis], [step]].map(one => constants.whole(one));
  return emission.block.apply('Slice', [emission.valueOf(wire.inputs[0]!), ...bounds]);
}

function boundsOf({ from, to, step = 1 }: Positions): Required<{ [K in keyof Positions]: number }> {
  const isUp = step > 0;
  return { from: from ?? (isUp ? 0 : Infinity), to: to ?? (isUp ? Infinity : -Infinity), step };
}

/** Writes elements at the positions of a slice of zeros. */
export function pad(emission: Emission, wire: Wire, { axis, ...positions }: Loops['pad']): string {
  const { block, constants } = emission;
  const [part] = wire.inputs as [Wire];
  const { from, to, step } = boundsOf(positions);
  const bounds = [[from], [to], [0], [step]].map(one => constants.whole(one));
  const places = block.apply('Slice', [numbersUpTo(emission, wire, axis), ...bounds]);
  return scatteredAt(emission, wire, { places, values: emission.valueOf(part), like: part, axis });
}

/** Values at places along an axis of zeros. */
interface Scattered {
  /** A vector of positions. */
  readonly places: string;
  readonly values: string;
  /** A wire of the shape of the values. */
  readonly like: Wire;
  readonly axis: number;
  readonly reduction?: string;
}

/** Writes zeros in the shape of a wire, with rows at places along an axis. */
export function scatteredAt(emission: Emission, wire: Wire, scattered: Scattered): string {
  const { block, constants } = emission;
  const { places, values, like, axis, reduction } = scattered;
  const others = like.shape.map((_, n) => n).filter(n => n !== axis);
  const column = others.length === 0 ? places : block.apply('Unsqueeze', [places, constants.whole(others)]);
  const everywhere = block.apply('Expand', [column, block.apply('Shape', [values])]);
  return block.apply('ScatterElements', [zeros(emission, wire), everywhere, values], {
    axis: { int: axis },
    ...(reduction !== undefined && { reduction: { text: reduction } }),
  });
}

/** Writes zeros in the shape of a wire, whose names are those of its inputs. */
export function zeros(emission: Emission, wire: Wire): string {
  return emission.block.apply('Expand', [emission.constants.number(0, wire.dtype), emission.sizes(wire.shape, wire.inputs)]); // prettier-ignore
}

/** Writes values end to end. */
export function concat(emission: Emission, wire: Wire, { axis }: Loops['concat']): string {
  return emission.block.apply('Concat', wire.inputs.map(input => emission.valueOf(input)), { axis: { int: axis } }); // prettier-ignore
}

/** Writes one of the parts that lie end to end. */
export function split(emission: Emission, wire: Wire, { axis, index }: Loops['split']): string {
  const { block, constants } = emission;
  const [whole, ...parts] = wire.inputs as [Wire, ...Wire[]];
  const add = (a: string, b: string): string => block.apply('Add', [a, b]);
  const from = parts.slice(0, index).map(part => emission.size(part, axis)).reduce(add, constants.whole([0])); // prettier-ignore
  const to = add(from, emission.size(parts[index]!, axis));
  return block.apply('Slice', [emission.valueOf(whole), from, to, constants.whole([axis])]);
}

/** Writes elements moved along an axis, in a circle. */
export function roll(emission: Emission, wire: Wire, { axis, shift }: Loops['roll']): string {
  const { block, constants } = emission;
  const [x] = wire.inputs as [Wire];
  const before = block.apply('Sub', [numbersUpTo(emission, x, axis), constants.position(shift)]);
  const places = block.apply('Mod', [before, emission.length(x, axis)]);
  return block.apply('Gather', [emission.valueOf(x), places], { axis: { int: axis } });
}
