import { sameShape, type Shape, type Sizes } from '@thalweg/tensor';
import { checkNames } from '../frame/infer.ts';
import type { LoopBody } from '../wire/loop-body.ts';
import type { Wire } from '../wire/wire.ts';

/** Finds the sizes of wires in the body of a scan from those of the inputs of the scan. */
export class BodyShapes {
  readonly #body: LoopBody;
  #inputs: readonly Shape[] = [];
  #shapes = new Map<Wire, Shape>();

  constructor(body: LoopBody) {
    this.#body = body;
  }

  /** The shape of a wire at each step. Throws `ShapeError` if sizes do not fit. */
  at(wire: Wire, inputs: readonly Shape[]): Shape {
    if (inputs.length !== this.#inputs.length || !inputs.every((shape, n) => sameShape(shape, this.#inputs[n]!)))
      this.#begin(inputs);
    const shapes = this.#shapes;
    const stack = [wire];
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const open = shapes.has(top) ? [] : top.inputs.filter(input => !shapes.has(input));
      stack.push(...open);
      if (open.length > 0) continue;
      stack.pop();
      if (!shapes.has(top)) shapes.set(top, shapeOf(top, shapes));
    }
    return shapes.get(wire)!;
  }

  #begin(inputs: readonly Shape[]): void {
    const { carries, slices, captures } = this.#body;
    this.#inputs = inputs;
    this.#shapes = new Map();
    [...carries, ...slices, ...captures].forEach((wire, n) => {
      const isSlice = n >= carries.length && n < carries.length + slices.length;
      this.#shapes.set(wire, isSlice ? inputs[n]!.slice(1) : inputs[n]!);
    });
  }
}

function shapeOf(wire: Wire, shapes: ReadonlyMap<Wire, Shape>): Shape {
  if (wire.rule === undefined) return wire.shape;
  const inputs = wire.inputs.map(input => shapes.get(input)!);
  if (inputs.every(shape => shape.every(Number.isInteger))) checkNames(wire, inputs as Sizes[]);
  const { rule } = wire;
  const shape = rule.shape(inputs);
  return rule.normal?.(wire.name, shape) ?? shape;
}
