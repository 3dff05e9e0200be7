import { allocate, sizeOf, type TypedArray } from '@thalweg/tensor';
import { interpreter } from '../frame/interpreter.ts';
import type { KnownLoop, LoopInput, LoopKernel, LoopResult } from '../wire/kernel.ts';
import type { LoopBody, LoopPart } from '../wire/loop-body.ts';
import type { Slot } from '../wire/slot.ts';
import { BodyFrame, type Carried, type Entry } from './body-frame.ts';

/** Runs a body step by step, and writes the results that are wanted. */
export function scanning(body: LoopBody, shapeOnly: readonly number[]): LoopKernel {
  return {
    kind: 'loop',
    loop: 'scan',
    parameters: body,
    shapeOnly,
    bind: (output, inputs) => {
      const { results } = output;
      let run: BodyRun | undefined;
      results.compute = wanted => {
        if (run?.results !== wanted) run = new BodyRun(body, inputs, wanted);
        run.compute();
      };
      return () => {
        // It has no elements, but may be observed, as in a view of the graph.
        output.write();
        results.run();
      };
    },
  };
}

/** A result of a scan, which the loop of the scan has written. */
export function resultOfScan(part: LoopPart, shapeOnly: readonly number[]): LoopKernel {
  return {
    kind: 'loop',
    loop: 'scanPart',
    parameters: part,
    shapeOnly,
    bind: (output, [scan]) => {
      const result = output as LoopResult;
      return () => scan!.results!.complete(result);
    },
  };
}

/** A carry, with buffers for its present and its next value. */
interface Carry extends Carried {
  present: TypedArray;
  following: TypedArray;
}

/** The steps of a scan for some sizes and some results. */
class BodyRun {
  readonly results: readonly LoopResult[];
  readonly #inputs: readonly LoopInput[];
  readonly #body: BodyFrame;
  readonly #executor = interpreter();
  readonly #carries: readonly Carry[];
  readonly #slices: readonly Entry[];
  readonly #captures: readonly Entry[];
  readonly #computed: readonly Slot[];
  /** The number of steps, and the position of each. */
  readonly #steps: number;
  readonly #reverse: boolean;

  constructor(body: LoopBody, inputs: readonly LoopInput[], results: readonly LoopResult[]) {
    this.results = results;
    this.#inputs = inputs;
    this.#reverse = body.reverse;
    this.#steps = inputs[body.carries.length]!.shape![0]!;
    const frame = new BodyFrame(body, results.map(partOf));
    frame.resize(inputs.map(({ shape }) => shape!));
    this.#body = frame;
    this.#carries = frame.carries.map(carried => {
      const buffer = (): TypedArray => allocate(carried.slot.wire.dtype, sizeOf(carried.slot.shape!));
      return { ...carried, present: buffer(), following: buffer() };
    });
    // Of the others only the sizes are read, and their inputs may have no elements.
    const isRead = ({ slot }: Entry): boolean => slot.demands > 0;
    this.#slices = frame.slices.filter(isRead);
    this.#captures = frame.captures.filter(isRead);
    this.#computed = [...frame.carries.map(({ next }) => next), ...frame.results.filter(slot => slot !== undefined)];
  }

  compute(): void {
    const carries = this.#carries;
    const stacks = this.results.map(result => result.write());
    for (const carry of carries) carry.present.set(this.#inputs[carry.input]!.data);
    for (const { slot, input } of this.#captures) slot.fed!.data = this.#inputs[input]!.data;
    for (let step = 0; step < this.#steps; step++) this.#step(this.#reverse ? this.#steps - 1 - step : step, stacks);
    this.results.forEach((result, n) => {
      const part = partOf(result);
      if ('last' in part) stacks[n]!.set(carries.find(({ input }) => input === part.last)!.present);
    });
  }

  #step(position: number, stacks: readonly TypedArray[]): void {
    for (const { slot, input } of this.#slices) slot.fed!.data = rowOf(this.#inputs[input]!.data, slot, position);
    for (const { slot, present } of this.#carries) slot.fed!.data = present;
    this.#body.frame.pass(this.#executor);
    for (const { status, error } of this.#computed) if (status !== 'ready') throw error;
    this.#body.results.forEach((slot, n) => {
      if (slot !== undefined) rowOf(stacks[n]!, slot, position).set(slot.data);
    });
    for (const carry of this.#carries) carry.following.set(carry.next.data);
    // After all are copied: the next value of one may be the present one of another.
    for (const carry of this.#carries) [carry.present, carry.following] = [carry.following, carry.present];
  }
}

function rowOf(stack: TypedArray, { shape }: Slot, position: number): TypedArray {
  const size = sizeOf(shape!);
  return stack.subarray(position * size, (position + 1) * size);
}

function partOf({ wire }: LoopResult): LoopPart {
  return (wire.rule!.kernel as KnownLoop<'scanPart'>).parameters;
}
