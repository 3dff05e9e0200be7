import type { Loops, Positions, Wire } from '@thalweg/graph/wires';
import type { Emission } from '../emission/emission.ts';
import { reshaped } from '../emission/layout.ts';

/** Writes the rows at indices. */
export function gather(emission: Emission, wire: Wire, { axis }: Loops['gather']): string {
  const [table, indices] = wire.inputs.map(input => emission.valueOf(input)) as [string, string];
  return emission.block.apply('Gather', [table, indices], { axis: { int: axis } });
}

/** Writes listed rows; zeros where the list has −1. */
export function gatherRows(emission: Emission, wire: Wire, { axis }: Loops['gatherRows']): string {
  const [table, indices] = wire.inputs as [Wire, Wire];
  const { block } = emission;
  const { places, isListed } = listed(emission, indices);
  const found = block.apply('Gather', [emission.valueOf(table), places], { axis: { int: axis } });
  return shownWhere(emission, { isListed, rows: found, behind: table.shape.length - axis - 1, wire });
}

/** The rows of a list, of which those at −1 count as row 0, and the flags of those that are listed. */
function listed(emission: Emission, indices: Wire): { readonly places: string; readonly isListed: string } {
  const { block, constants } = emission;
  const [value, zero] = [emission.valueOf(indices), constants.number(0, 'int32')];
  return { places: block.apply('Max', [value, zero]), isListed: block.apply('GreaterOrEqual', [value, zero]) };
}

/** Rows where flags hold, zeros elsewhere; the flags lack so many last axes. */
function shownWhere(
  emission: Emission,
  { isListed, rows, behind, wire }: { isListed: string; rows: string; behind: number; wire: Wire },
): string {
  const { block, constants } = emission;
  const axes = constants.whole(Array.from({ length: behind }, (_, n) => -1 - n));
  const flags = behind === 0 ? isListed : block.apply('Unsqueeze', [isListed, axes]);
  return block.apply('Where', [flags, rows, constants.number(0, wire.dtype)]);
}

/** Writes rows added up at indices, in a table of zeros. */
export function scatter(emission: Emission, wire: Wire, { axis }: Loops['scatter']): string {
  const [rows, indices] = wire.inputs as [Wire, Wire];
  const rank = indices.shape.length;
  const joined = rows.shape.slice(axis, axis + rank);
  const merged = joined.length === 1 ? joined[0]! : product(joined);
  const shape = [...rows.shape.slice(0, axis), merged, ...rows.shape.slice(axis + rank)];
  const values = reshaped(emission, rows, shape);
  const places = reshaped(emission, indices, [merged]);
  return scatteredAt(emission, wire, { places, values, like: { ...rows, shape } as Wire, axis, reduction: 'add' });
}

function product(sizes: readonly (number | string)[]): number | string {
  return sizes.every(size => typeof size === 'number') ? sizes.reduce((a, b) => a * b, 1) : `(${sizes.join('*')})`;
}

/** Writes listed rows at their places in a table of zeros. */
export function scatterRows(emission: Emission, wire: Wire, { axis }: Loops['scatterRows']): string {
  const [rows, indices] = wire.inputs as [Wire, Wire];
  const { places, isListed } = listed(emission, indices);
  const behind = rows.shape.length - axis - 1;
  const values = shownWhere(emission, { isListed, rows: emission.valueOf(rows), behind, wire });
  return scatteredAt(emission, wire, { places, values, like: rows, axis, reduction: 'add' });
}

/** Writes the element at each index's place along an axis. */
export function takeAlong(emission: Emission, wire: Wire, { axis }: Loops['takeAlong']): string {
  const inputs = wire.inputs.map(input => emission.valueOf(input));
  return emission.block.apply('GatherElements', inputs, { axis: { int: axis } });
}

/** Writes elements added up at the places that their indices name, in zeros. */
export function addAlong(emission: Emission, wire: Wire, { axis }: Loops['addAlong']): string {
  const { block, constants } = emission;
  const [values, indices] = wire.inputs.map(input => emission.valueOf(input)) as [string, string];
  const zeros = block.apply('Expand', [constants.number(0, wire.dtype), emission.sizes(wire.shape, wire.inputs)]);
  return block.apply('ScatterElements', [zeros, indices, values], { axis: { int: axis }, reduction: { text: 'add' } });
}

/** Writes a value with others combined into it, at the places that indices name. */
export function combineAlong(emission: Emission, wire: Wire, { axis, reduction }: Loops['combineAlong']): string {
  const inputs = wire.inputs.map(input => emission.valueOf(input));
  return emission.block.apply('ScatterElements', inputs, { axis: { int: axis }, reduction: { text: reduction } });
}

/** Writes 1 at an index and 0 elsewhere. */
export function oneHot(emission: Emission, wire: Wire, { size }: Loops['oneHot']): string {
  const { block, constants } = emission;
  const column = block.apply('Unsqueeze', [emission.valueOf(wire.inputs[0]!), constants.whole([-1])]);
  const all = block.apply('Range', [0, size, 1].map(value => constants.number(value, 'int32'))); // prettier-ignore
  return emission.cast(block.apply('Equal', [column, all]), 'bool', wire.dtype);
}

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
function scatteredAt(emission: Emission, wire: Wire, scattered: Scattered): string {
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
