import { inputsOf, type KnownLoop, type LoopName, type Wire } from '@thalweg/graph/wires';
import { sizeOf, type Sizes, stridesOf } from '@thalweg/tensor';
import { type Emission, Inexpressible } from './emission/emission.ts';
import { movedAxes, reshaped } from './emission/layout.ts';
import { writeFormula } from './emission/write-formula.ts';
import { type LoopWriter, loopWriters, reasons } from './loops/loop-writers.ts';
import { scan } from './recurrent/scan.ts';

/** Writes wires and all that they depend on, but for what has a value already. */
export function writeWires(emission: Emission, roots: readonly Wire[]): void {
  const order = orderOf(roots, wire => emission.has(wire));
  const results = new Map<Wire, Wire[]>();
  for (const wire of order)
    if (loopOf(wire) === 'scanPart') results.set(wire.inputs[0]!, [...(results.get(wire.inputs[0]!) ?? []), wire]);
  for (const wire of order) {
    if (emission.has(wire)) continue;
    try {
      emission.set(wire, written(emission, wire, results.get(wire) ?? []));
    } catch (error) {
      if (!(error instanceof Inexpressible)) throw error;
      emission.set(wire, emission.model.refuse(wire, error.message));
    }
  }
}

function loopOf({ rule }: Wire): LoopName | undefined {
  return rule?.kernel.kind === 'loop' ? rule.kernel.loop : undefined;
}

function written(emission: Emission, wire: Wire, results: readonly Wire[]): string {
  const { rule, inputs } = wire;
  if (rule === undefined) return emission.model.source(wire);
  const { kernel } = rule;
  switch (kernel.kind) {
    case 'elementwise':
      return writeFormula(emission, wire, kernel);
    case 'view':
      return writeView(emission, wire, kernel);
    case 'alias':
      return reshaped(emission, inputs[0]!, wire.shape);
    case 'mode':
      return emission.valueOf(inputs[1]!);
    case 'loop':
      break;
  }
  if (kernel.loop === undefined) throw new Inexpressible('its loop is a function of its own');
  if (kernel.loop === 'scan') {
    scan(emission, wire, results, writeWires);
    return '';
  }
  return loopWritten(emission, wire, kernel);
}

function loopWritten(emission: Emission, wire: Wire, { loop, parameters }: KnownLoop): string {
  const write = loopWriters[loop] as LoopWriter<LoopName> | undefined;
  if (write === undefined) throw new Inexpressible(reasons[loop] ?? 'it is a part of a gradient');
  return write(emission, wire, parameters as never);
}

type View = Extract<NonNullable<Wire['rule']>['kernel'], { readonly kind: 'view' }>;

/** Writes a view: a transposition, a broadcast, a split axis, a diagonal. */
function writeView(emission: Emission, wire: Wire, kernel: View): string {
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

/** Returns wires and all that they depend on in prediction, each after its inputs. Those that are known are left out. */
export function orderOf(roots: readonly Wire[], isKnown: (wire: Wire) => boolean = () => false): Wire[] {
  const order: Wire[] = [];
  const done = new Set<Wire>();
  // An explicit stack: graphs can be deep.
  const open = [...roots].reverse();
  while (open.length > 0) {
    const wire = open.at(-1)!;
    const missing = done.has(wire) || isKnown(wire) ? [] : inputsOf(wire, false).filter(one => !done.has(one) && !isKnown(one)); // prettier-ignore
    if (missing.length > 0) {
      open.push(...missing.reverse());
      continue;
    }
    open.pop();
    if (done.has(wire) || isKnown(wire)) continue;
    done.add(wire);
    order.push(wire);
  }
  return order;
}
