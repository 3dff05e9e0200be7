import type { Slot } from '@thalweg/graph/engine';
import type { Sizes } from '@thalweg/tensor';
import { advance, type Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { repeat } from './repeat.ts';

/** A loop nest: the length of each loop, and how far each operand goes in a turn of it, in elements. */
export interface Nest {
  readonly lengths: readonly number[];
  /** For each operand, a stride for each loop. */
  readonly strides: readonly (readonly number[])[];
}

/** The fewest loops that walk operands over a shape: axes that continue each other in all of them are one. */
export function nestOf(shape: Sizes, operands: readonly (readonly number[])[]): Nest {
  const lengths: number[] = [];
  const strides: number[][] = operands.map(() => []);
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const top = lengths.length - 1;
    const continues = top >= 0 && operands.every((all, i) => strides[i]![top] === all[axis]! * length);
    if (continues) lengths[top]! *= length;
    else lengths.push(length);
    operands.forEach((all, i) => {
      if (continues) strides[i]![top] = all[axis]!;
      else strides[i]!.push(all[axis]!);
    });
  });
  return lengths.length === 0 ? { lengths: [1], strides: operands.map(() => [1]) } : { lengths, strides };
}

/** The operands that a nest walks: the locals with their addresses, and the bytes of an element of each. */
export interface Walked {
  readonly addresses: readonly number[];
  readonly bytes: readonly number[];
}

/** Moves all addresses, each by its own number of elements; one that several operands share, once. */
export function advanceEach(f: Func, { addresses, bytes }: Walked, elements: (operand: number) => number): void {
  addresses.forEach((address, i) => {
    if (addresses.indexOf(address) === i) advance(f, address, elements(i) * bytes[i]!);
  });
}

/**
 * Writes the outer loops of a nest, down to a depth; the body leaves the addresses where the loops within have led them. The
 * first loop may have other turns than in the nest.
 */
export function emitNest(
  f: Func,
  { lengths, strides, turns = lengths[0]! }: Nest & { readonly turns?: Amount | undefined },
  walked: Walked,
  depth: number,
  body: () => void,
): void {
  const level = (axis: number): void => {
    if (axis === depth) return body();
    const next = axis + 1;
    repeat(f, axis === 0 ? turns : lengths[axis]!, () => {
      level(next);
      advanceEach(f, walked, i => {
        const within = next < lengths.length ? strides[i]![next]! * lengths[next]! : 0;
        return strides[i]![axis]! - within;
      });
    });
  };
  if (lengths.every(length => length > 0)) level(0);
}

/**
 * The number of rows of a value, if it may be another one in the next pass: the first axis has a name. One row does not count,
 * as axes fall together for it.
 */
export function leadingRows({ wire, shape }: Slot): number | undefined {
  const rows = shape![0];
  return typeof wire.shape[0] === 'string' && rows! > 1 ? rows : undefined;
}

/** Rows along the first axes of a value: their number, and the number of these axes. */
export interface LeadingAxes {
  readonly rows: number;
  readonly axes: number;
}

/**
 * The rows along the first axes of a value before `end`, if these have names and are walked as one by all strides: a batch of
 * sequences has as many rows as there are steps in all of them.
 */
export function leadingAxes(
  slot: Slot,
  strides: readonly (readonly number[])[],
  end: number = slot.shape!.length,
): LeadingAxes | undefined {
  const { wire, shape } = slot;
  let rows = leadingRows(slot);
  if (rows === undefined) return undefined;
  let axes = 1;
  for (; axes < end; axes++) {
    const length = shape![axes]!;
    const follows = strides.every(all => all[axes - 1] === all[axes]! * length);
    if (typeof wire.shape[axes] !== 'string' || length < 2 || !follows) break;
    rows *= length;
  }
  return { rows, axes };
}
