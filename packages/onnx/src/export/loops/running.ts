import type { Loops, Wire } from '@thalweg/graph/wires';
import { type DType, isFloat, type Shape } from '@thalweg/tensor';
import type { Emission } from '../emission/emission.ts';
import { numbersUpTo } from './indexing.ts';

/** Writes running sums. */
export function cumsum(emission: Emission, wire: Wire, { axis, exclusive, reverse }: Loops['cumsum']): string {
  const { block, constants } = emission;
  return block.apply('CumSum', [emission.valueOf(wire.inputs[0]!), constants.position(axis)], {
    exclusive: { int: Number(exclusive) },
    reverse: { int: Number(reverse) },
  });
}

/** Writes running products, step by step. */
export function cumprod(emission: Emission, wire: Wire, { axis, exclusive, reverse }: Loops['cumprod']): string {
  const [x] = wire.inputs as [Wire];
  const type = { dtype: x.dtype, shape: without(x.shape, axis) };
  const ones = filled(emission, x, axis, 1);
  const [, found] = scanned(emission, {
    carries: [{ value: ones, name: 'product', ...type }],
    slices: [{ value: emission.valueOf(x), name: 'factor', ...type }],
    outputs: [type],
    axis,
    reverse,
    step: ({ block }, [product], [factor]) => {
      const next = block.apply('Mul', [product!, factor!]);
      return [next, exclusive ? product! : next];
    },
  });
  return found!;
}

/** Writes a linear recurrence, step by step. */
export function recurrence(emission: Emission, wire: Wire, { axis, reverse }: Loops['recurrence']): string {
  const [terms, factors] = wire.inputs as [Wire, Wire];
  const type = { dtype: terms.dtype, shape: without(terms.shape, axis) };
  const [, found] = scanned(emission, {
    carries: [{ value: filled(emission, terms, axis, 0), name: 'value', ...type }],
    slices: [terms, factors].map((input, n) => ({ value: emission.valueOf(input), name: n === 0 ? 'term' : 'factor', ...type })), // prettier-ignore
    outputs: [type],
    axis,
    reverse,
    step: ({ block }, [value], [term, factor]) => [
      block.apply('Add', [term!, block.apply('Mul', [factor!, value!])]),
      value!,
    ],
  });
  return found!;
}

/** Writes the place of the largest or smallest element so far, step by step: the latest of equals, and that of a NaN. */
export function runningExtreme(emission: Emission, wire: Wire, parameters: Loops['runningExtreme']): string {
  const { axis, smallest, reverse } = parameters;
  const [x] = wire.inputs as [Wire];
  const shape = without(x.shape, axis);
  const first = emission.block.apply('Gather', [emission.valueOf(x), emission.constants.position(reverse ? -1 : 0)], { axis: { int: axis } }); // prettier-ignore
  const places = emission.cast(numbersUpTo(emission, x, axis), 'int64', 'int32');
  const others = x.shape.map((_, n) => n).filter(n => n !== axis);
  const lying = others.length === 0 ? places : emission.block.apply('Unsqueeze', [places, emission.constants.whole(others)]); // prettier-ignore
  const [, , found] = scanned(emission, {
    carries: [
      { value: first, name: 'most', dtype: x.dtype, shape },
      { value: emission.cast(filled(emission, x, axis, 0), x.dtype, 'int32'), name: 'place', dtype: 'int32', shape },
    ],
    slices: [
      { value: emission.valueOf(x), name: 'element', dtype: x.dtype, shape },
      { value: lying, name: 'position', dtype: 'int32', shape: shape.map(() => 1) },
    ],
    outputs: [{ dtype: 'int32', shape }],
    axis,
    reverse,
    step: ({ block }, [most, place], [element, position]) => {
      const isMore = block.apply(smallest ? 'LessOrEqual' : 'GreaterOrEqual', [element!, most!]);
      const takes = isFloat(x.dtype) ? block.apply('Or', [isMore, block.apply('IsNaN', [element!])]) : isMore;
      const next = block.apply('Where', [takes, position!, place!]);
      return [block.apply('Where', [takes, element!, most!]), next, next];
    },
  });
  return found!;
}

function without(shape: Shape, axis: number): Shape {
  return shape.filter((_, n) => n !== axis);
}

/** One number in the shape of a wire without an axis. */
function filled(emission: Emission, wire: Wire, axis: number, value: number): string {
  const sizes = emission.sizes(without(wire.shape, axis), [wire]);
  return emission.block.apply('Expand', [emission.constants.number(value, wire.dtype), sizes]);
}

/** The type of a value, and its name outside of the loop. */
export interface Entering {
  readonly value: string;
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value that a step computes. */
interface Leaving {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A loop of ONNX along an axis. */
interface ScanParts {
  readonly carries: readonly Entering[];
  /** The values whose slices the steps get; their shapes are those of slices. */
  readonly slices: readonly Entering[];
  readonly outputs: readonly Leaving[];
  readonly axis: number;
  readonly reverse: boolean;
  /** Writes one step, and returns the next carries and then the outputs. */
  readonly step: (body: Emission, carries: readonly string[], slices: readonly string[]) => readonly string[];
  /** Writes another operator that does the same as the body, if there is one. */
  readonly instead?: (body: WrittenBody) => readonly string[] | undefined;
}

/** The body of a loop that has been written: its inputs, the next carries and the outputs. */
export interface WrittenBody {
  readonly emission: Emission;
  readonly carries: readonly string[];
  readonly slices: readonly string[];
  readonly results: readonly string[];
}

/** Writes a Scan, and returns the last carries and then the outputs of all steps. */
export function scanned(emission: Emission, parts: ScanParts): readonly string[] {
  const { carries, slices, outputs, axis, reverse, step } = parts;
  const body = emission.within();
  const { names } = body.block;
  const [own, ownSlices] = [carries, slices].map(all =>
    all.map(({ name, dtype, shape }) => {
      const declared = { name: names.unique(name), dtype, shape };
      body.block.inputs.push(declared);
      return declared.name;
    }),
  );
  const results = step(body, own!, ownSlices!);
  const other = parts.instead?.({ emission: body, carries: own!, slices: ownSlices!, results });
  if (other !== undefined) return other;
  [...carries, ...outputs].forEach(({ dtype, shape }, n) =>
    body.block.output({ value: results[n]!, name: names.unique('next'), dtype, shape }),
  );
  const inputs = [...carries, ...slices].map(({ value }) => value);
  const wanted = [...carries.map(({ name }) => `${name}/last`), ...outputs.map(() => 'Scan')];
  const [read, written] = [slices, outputs].map(all => ({
    axes: { ints: all.map(() => axis) },
    directions: { ints: all.map(() => Number(reverse)) },
  }));
  return emission.block.applyAll('Scan', inputs, wanted, {
    body: { graph: body.block },
    num_scan_inputs: { int: slices.length },
    scan_input_axes: read!.axes,
    scan_input_directions: read!.directions,
    ...(outputs.length > 0 && { scan_output_axes: written!.axes, scan_output_directions: written!.directions }),
  });
}
