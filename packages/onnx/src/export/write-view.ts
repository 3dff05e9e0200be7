import { sizeOf, stridesOf, type Sizes } from '@thalweg/tensor';
import type { Wire } from '@thalweg/graph/engine';
import type { Emission } from './emission.ts';
import { Inexpressible } from './inexpressible.ts';
import { movedAxes } from './moved-axes.ts';
import { reshaped } from './reshaped.ts';

type View = Extract<NonNullable<Wire['rule']>['kernel'], { readonly kind: 'view' }>;

/** Writes a view: a transposition, a broadcast, a split axis, a diagonal. */
export function writeView(emission: Emission, wire: Wire, kernel: View): string {
  const [input, ...likes] = wire.inputs as [Wire, ...Wire[]];
  const { block } = emission;
  if (kernel.order !== undefined) return movedAxes(emission, emission.valueOf(input), kernel.order);
  switch (wire.rule!.name) {
    case 'broadcast':
    case 'repeat':
    case 'full':
      return block.apply('Expand', [emission.valueOf(input), emission.sizes(wire.shape, wire.inputs)]);
    case 'splitAxis':
      return reshaped(emission, input, wire.shape, [input, ...likes]);
  }
  if (keepsPlaces(wire, kernel)) return begun(emission, wire, input);
  if ([input.shape, wire.shape].every(isFixed)) return picked(emission, wire, kernel);
  if (wire.shape.length === input.shape.length - 1 && wire.inputs.length === 1) return diagonal(emission, wire, input);
  throw new Inexpressible('it is a view of its own, of sizes that are not fixed');
}

/** True for a view whose element at an index is that of the input at the same index: its axes are as long, or shorter. */
function keepsPlaces(wire: Wire, kernel: View): boolean {
  const { shape } = wire.inputs[0]!;
  if (shape.length !== wire.shape.length) return false;
  const marks = shape.map((_, axis) => 10 ** axis);
  const sizes = shape.map((_, axis) => axis + 2);
  return kernel.strides(sizes, marks, sizes).every((mark, axis) => mark === marks[axis]);
}

/** The elements before the ends of axes that are shorter than those of the input. */
function begun(emission: Emission, wire: Wire, input: Wire): string {
  return wire.shape.reduce<string>((value, length, axis) => {
    if (length === input.shape[axis]) return value;
    const [from, along] = [[0], [axis]].map(one => emission.constants.whole(one)) as [string, string];
    return emission.block.apply('Slice', [value, from, emission.sizes([length], wire.inputs), along]);
  }, emission.valueOf(input));
}

function isFixed(shape: readonly (number | string)[]): boolean {
  return shape.every(length => typeof length === 'number');
}

/** A view of fixed sizes: its elements by their places in the input. */
function picked(emission: Emission, wire: Wire, kernel: View): string {
  const [input] = wire.inputs as [Wire];
  const [from, to] = [input.shape as Sizes, wire.shape as Sizes];
  const strides = kernel.strides(from, stridesOf(from), to);
  let places = [0];
  to.forEach((length, axis) => {
    places = places.flatMap(place => Array.from({ length }, (_, n) => place + n * strides[axis]!));
  });
  const flat = reshaped(emission, input, [sizeOf(from)]);
  const found = emission.block.apply('Gather', [flat, emission.constants.whole(places)]);
  return emission.block.apply('Reshape', [found, emission.constants.whole(to)]);
}

/** The diagonals of matrices: of each row the element at its own number. */
function diagonal(emission: Emission, wire: Wire, input: Wire): string {
  const { block, constants } = emission;
  const rank = input.shape.length;
  const numbers = block.apply('Range', [constants.position(0), emission.length(input, rank - 1), constants.position(1)]); // prettier-ignore
  const column = block.apply('Unsqueeze', [numbers, constants.whole([1])]);
  const sizes = emission.sizes([...wire.shape, 1], [input]);
  const places = block.apply('Expand', [column, sizes]);
  const found = block.apply('GatherElements', [emission.valueOf(input), places], { axis: { int: rank - 1 } });
  return block.apply('Squeeze', [found, constants.whole([rank - 1])]);
}
