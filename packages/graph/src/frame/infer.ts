import { sameShape, ShapeError, type Sizes } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';
import type { Rule, Wire } from '../wire/wire.ts';

/** Brings a slot's sizes up to date with its inputs'. Whether they changed. */
export function infer(slot: Slot, clock: number): boolean {
  const { rule } = slot.wire;
  if (rule === undefined) return false;
  slot.shapeError = undefined;
  let shape: Sizes | undefined;
  try {
    shape = sizesOf(slot, rule);
  } catch (error) {
    slot.shapeError = error;
  }
  if (shape !== undefined && slot.shape !== undefined && sameShape(shape, slot.shape)) return false;
  if (shape === slot.shape && slot.shapeError === undefined) return false;
  slot.shape = shape;
  slot.reshaped = clock;
  return true;
}

function sizesOf(slot: Slot, rule: Rule): Sizes | undefined {
  const inputs: Sizes[] = [];
  for (const input of slot.inputs) {
    if (input.shapeError !== undefined) throw input.shapeError as Error;
    if (input.shape === undefined) return undefined;
    inputs.push(input.shape);
  }
  if (rule.kernel.kind === 'mode') return inputs[0];
  checkNames(slot.wire, inputs);
  return rule.shape(inputs) as Sizes;
}

/** Equal names must have equal sizes within an operation. */
function checkNames(wire: Wire, inputs: readonly Sizes[]): void {
  const sizes = new Map<string, number>();
  wire.inputs.forEach((input, position) => {
    input.shape.forEach((name, axis) => {
      if (typeof name === 'number') return;
      const size = inputs[position]![axis]!;
      const known = sizes.get(name);
      if (known !== undefined && known !== size)
        throw new ShapeError(
          wire.name,
          inputs,
          `the axes named '${name}' must have one size`,
          'Feed values of equal length.',
        );
      sizes.set(name, size);
    });
  });
}
