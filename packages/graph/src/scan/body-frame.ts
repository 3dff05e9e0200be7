import { allocate, sameShape, type Sizes } from '@thalweg/tensor';
import { Frame } from '../frame/frame.ts';
import { fuse } from '../frame/fuse.ts';
import { loopDemands, type LoopBody, type LoopPart } from '../wire/loop-body.ts';
import type { Slot } from '../wire/slot.ts';
import { Storage } from '../wire/storage.ts';

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
