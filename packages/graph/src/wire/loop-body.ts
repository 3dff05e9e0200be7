import type { DType, Shape } from '@thalweg/tensor';

/** A wire of a body: a `Wire`, of which descriptions of kernels know no more than this. */
interface BodyWire {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly height: number;
  readonly inputs: readonly BodyWire[];
}

/**
 * The part of a graph that a scan repeats: its sources are placeholders, and it has no others but constants. The inputs of
 * the scan are the first carries, the stacks that slices are taken from, and the captured values, in this order.
 */
export interface LoopBody {
  readonly carries: readonly BodyWire[];
  readonly slices: readonly BodyWire[];
  readonly captures: readonly BodyWire[];
  /** The next value of each carry. */
  readonly next: readonly BodyWire[];
  /** True if it begins at the end. */
  readonly reverse: boolean;
}

/** A result of a scan: the values of a wire of its body at all steps, or the last value of a carry. */
export type LoopPart = { readonly stack: BodyWire } | { readonly last: number };

/** The carries, by their numbers, and the wires of a body that some results of a scan depend on. */
export interface LoopDemands {
  readonly carries: readonly number[];
  readonly wires: readonly BodyWire[];
}

/** Returns what a loop must compute for some parts: a carry that none of them depends on is left out. */
export function loopDemands(body: LoopBody, parts: readonly LoopPart[]): LoopDemands {
  const carries = new Set(parts.flatMap(part => ('last' in part ? [part.last] : [])));
  const wires = new Set(parts.flatMap(part => ('stack' in part ? [part.stack] : [])));
  const seen = new Set(wires);
  const numbers = new Map(body.carries.map((carry, number) => [carry, number]));
  const follow = (): void => {
    for (const wire of seen) {
      const number = numbers.get(wire);
      if (number !== undefined) carries.add(number);
      for (const input of wire.inputs) seen.add(input);
    }
  };
  follow();
  // The set grows while it is walked through.
  for (const number of carries) {
    wires.add(body.next[number]!);
    seen.add(body.next[number]!);
    follow();
  }
  return { carries: [...carries].sort((a, b) => a - b), wires: [...wires] };
}
