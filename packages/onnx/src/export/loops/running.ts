import type { Loops, Wire } from '@thalweg/graph/engine';
import { isFloat, type Shape } from '@thalweg/tensor';
import type { Emission } from '../emission.ts';
import { numbersUpTo } from './numbers-up-to.ts';
import { scanned } from './scanned.ts';

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
