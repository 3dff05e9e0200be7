import { allocate, sameShape, type Shape, type Sizes } from '@thalweg/tensor';
import { fuse } from '../frame/executor.ts';
import { checkNames, Frame } from '../frame/frame.ts';
import { type LoopBody, loopDemands, type LoopPart } from '../wire/loops.ts';
import type { Slot, Wire } from '../wire/wire.ts';
import { Storage } from '../wire/source-value.ts';

/** A source of the body, with the number of the input of the scan that it follows from. */
export interface Entry {
  readonly slot: Slot;
  readonly input: number;
}

/** A carry that the results depend on: its placeholder and its next value. */
export interface Carried extends Entry {
  readonly next: Slot;
}

/** The frame in which one step of a scan is computed. */
export class BodyFrame {
  readonly frame: Frame = new Frame({ training: false, fuse });
  readonly carries: readonly Carried[];
  readonly slices: readonly Entry[];
  readonly captures: readonly Entry[];
  /** Of each result the slot that has it at a step; none for the last value of a carry. */
  readonly results: readonly (Slot | undefined)[];

  constructor(body: LoopBody, parts: readonly LoopPart[]) {
    const { frame } = this;
    const { carries, wires } = loopDemands(body, parts);
    const next = new Map(carries.map(number => [number, frame.demand(body.next[number]!)]));
    for (const wire of wires) frame.demand(wire);
    this.carries = carries.map(input => ({ input, slot: frame.demand(body.carries[input]!), next: next.get(input)! }));
    const entries = (sources: LoopBody['slices'], first: number): Entry[] =>
      sources.flatMap((wire, n) => {
        const slot = frame.find(wire);
        return slot === undefined ? [] : [{ slot, input: first + n }];
      });
    this.slices = entries(body.slices, body.carries.length);
    this.captures = entries(body.captures, body.carries.length + body.slices.length);
    this.results = parts.map(part => ('stack' in part ? frame.find(part.stack) : undefined));
  }

  /** Gives sources the sizes that they have at each step, and all else the sizes that follow. */
  resize(inputs: readonly Sizes[]): void {
    const { carries, slices, captures, frame } = this;
    for (const { slot, input } of [...carries, ...captures]) feedSizes(slot, inputs[input]!);
    for (const { slot, input } of slices) feedSizes(slot, inputs[input]!.slice(1));
    frame.enter();
  }
}

/** Feeds a source: its elements are put into the storage before each step. */
function feedSizes(slot: Slot, sizes: Sizes): void {
  if (slot.fedShape !== undefined && sameShape(slot.fedShape, sizes)) return;
  slot.feed(new Storage(allocate(slot.wire.dtype, 0), true, true), sizes);
}

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
  if (wire.operation === undefined) return wire.shape;
  const inputs = wire.inputs.map(input => shapes.get(input)!);
  if (inputs.every(shape => shape.every(Number.isInteger))) checkNames(wire, inputs as Sizes[]);
  const { operation } = wire;
  const shape = operation.shape(inputs);
  return operation.normal?.(wire.name, shape) ?? shape;
}
