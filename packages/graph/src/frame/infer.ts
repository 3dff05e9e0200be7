import { sameShape, ShapeError, type Sizes } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';
import type { Rule, Wire } from '../wire/wire.ts';

/** Brings a slot's sizes up to date with its inputs', if one of these has others since this pass began. */
export function infer(slot: Slot, clock: number): void {
  const { rule } = slot.wire;
  const former = slot.shape;
  if (!rule || (former && !hasReshaped(slot.inputs, clock))) return;
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

function hasReshaped(inputs: readonly Slot[], clock: number): boolean {
  for (const { reshaped } of inputs) if (reshaped === clock) return true;
  return false;
}

function sizesOf(slot: Slot, rule: Rule): Sizes | undefined {
  if (rule.kernel.kind === 'elementwise' && isAsBuilt(slot)) return slot.wire.shape as Sizes;
  const inputs: Sizes[] = [];
  for (const input of slot.inputs) {
    if (input.shapeError) throw input.shapeError as Error;
    if (!input.shape) return undefined;
    inputs.push(input.shape);
  }
  if (rule.kernel.kind === 'mode') return inputs[0];
  checkNames(slot.wire, inputs);
  return rule.shape(inputs) as Sizes;
}

/** True for an elementwise value of fixed sizes whose inputs have these sizes, or are scalars: then so has it. */
function isAsBuilt({ wire, inputs }: Slot): boolean {
  const { shape } = wire;
  for (const size of shape) if (typeof size !== 'number') return false;
  let found = shape.length === 0;
  for (const { shape: sizes, shapeError } of inputs) {
    if (sizes === undefined || shapeError !== undefined) return false;
    if (sizes === shape) found = true;
    else if (sizes.length === 0) continue;
    else if (sameShape(sizes, shape)) found = true;
    else return false;
  }
  return found;
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
