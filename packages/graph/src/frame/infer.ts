import { sameShape, ShapeError, type Sizes } from '@thalweg/tensor';
import { boundedShape } from '../shape/declared-shape.ts';
import type { Slot } from '../wire/slot.ts';
import type { Rule, Wire } from '../wire/wire.ts';

/** Brings a slot's sizes up to date with its inputs', if one of these has others since this pass began. */
export function infer(slot: Slot, clock: number): void {
  const { rule } = slot.wire;
  const former = slot.shape;
  if (!rule || (former && !slot.inputs.some(input => input.reshaped === clock))) return;
  slot.shapeError = undefined;
  let shape: Sizes | undefined;
  try {
    shape = sizesOf(slot, rule);
  } catch (error) {
    slot.shapeError = error;
  }
  if (shape && former && sameShape(shape, former)) return;
  slot.shape = shape;
  slot.reshaped = clock;
}

function sizesOf(slot: Slot, rule: Rule): Sizes | undefined {
  const inputs: Sizes[] = [];
  for (const input of slot.inputs) {
    if (input.shapeError) throw input.shapeError as Error;
    if (!input.shape) return undefined;
    inputs.push(input.shape);
  }
  if (rule.kernel.kind === 'mode') return inputs[0];
  checkNames(slot.wire, inputs);
  return boundedShape(slot.wire.name, rule.shape(inputs)) as Sizes;
}

/** Refuses sizes that differ where names are equal, within an operation. */
export function checkNames(wire: Wire, inputs: readonly Sizes[]): void {
  const sizes = Object.create(null) as Record<string, number>;
  wire.inputs.forEach((input, position) => {
    input.shape.forEach((name, axis) => {
      if (typeof name === 'number') return;
      const size = inputs[position]![axis]!;
      if ((sizes[name] ??= size) !== size)
        throw new ShapeError(
          wire.name,
          inputs,
          `the axes named '${name}' must have one size`,
          'Feed values of equal length.',
        );
    });
  });
}
