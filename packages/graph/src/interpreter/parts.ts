import { sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import { type Positions, type Window, windowOf } from '../shape/window.ts';
import type { LoopInput, LoopKernel } from '../wire/kernel.ts';
import { extentsOf } from './reductions.ts';

/** Copies the positions of a slice along an axis. */
export function slicing(axis: number, positions: Positions): LoopKernel {
  return {
    kind: 'loop',
    loop: 'slice',
    parameters: { axis, ...positions },
    bind: (output, [input]) => {
      const take = bindTake(input!.shape!, axis, windowOf(input!.shape![axis]!, positions));
      return () => take(output.write(), input!.data);
    },
  };
}

/** Puts elements at the positions of a slice, and zeros elsewhere; the second input gives the shape. */
export function padding(axis: number, positions: Positions): LoopKernel {
  return {
    kind: 'loop',
    loop: 'pad',
    parameters: { axis, ...positions },
    shapeOnly: [1],
    bind: (output, [input]) => {
      const put = bindPut(output.shape!, axis, windowOf(output.shape![axis]!, positions));
      return () => put(output.write().fill(0), input!.data);
    },
  };
}

/** Copies a window of a value of this shape: `out ← whole[window]`. */
function bindTake(shape: Sizes, axis: number, window: Window): (out: TypedArray, whole: TypedArray) => void {
  const { outer, rows, length, next, first, step } = runsOf(shape, axis, window);
  return (out, whole) => {
    let q = 0;
    for (let o = 0; o < outer; o++)
      for (let r = 0, p = o * next + first; r < rows; r++, p += step)
        for (let i = 0; i < length; i++) out[q++] = whole[p + i]!;
  };
}

/** Fills a window of a value of this shape: `whole[window] ← part`. */
function bindPut(shape: Sizes, axis: number, window: Window): (whole: TypedArray, part: TypedArray) => void {
  const { outer, rows, length, next, first, step } = runsOf(shape, axis, window);
  return (whole, part) => {
    let q = 0;
    for (let o = 0; o < outer; o++)
      for (let r = 0, p = o * next + first; r < rows; r++, p += step)
        for (let i = 0; i < length; i++) whole[p + i] = part[q++]!;
  };
}

/** The window of one of the parts that lie end to end along an axis. */
export function windowOfPart(parts: readonly Pick<LoopInput, 'shape'>[], index: number, axis: number): Window {
  const sizes = parts.map(part => part.shape![axis]!);
  return { first: sizes.slice(0, index).reduce((sum, size) => sum + size, 0), step: 1, count: sizes[index]! };
}

/** Runs of elements that lie side by side, in elements. */
export interface Runs {
  /** The number of indices before the axis, the runs for each of them, and the length of a run. */
  readonly outer: number;
  readonly rows: number;
  readonly length: number;
  /** From one such index to the next; to the first run of each; and from one run to the next. */
  readonly next: number;
  readonly first: number;
  readonly step: number;
}

/** A window as runs of elements that lie side by side; neighbouring positions make one run. */
export function runsOf(shape: Sizes, axis: number, { first, step, count }: Window): Runs {
  const inner = sizeOf(shape.slice(axis + 1));
  const whole = step === 1;
  return {
    outer: sizeOf(shape.slice(0, axis)),
    rows: whole ? 1 : count,
    length: whole ? count * inner : inner,
    next: shape[axis]! * inner,
    first: first * inner,
    step: step * inner,
  };
}

/** Lays values end to end along an axis. */
export function concatenation(axis: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'concat',
    parameters: { axis },
    bind: (output, inputs) => {
      const puts = inputs.map((input, index) => ({
        input,
        put: bindPut(output.shape!, axis, windowOfPart(inputs, index, axis)),
      }));
      return () => {
        const out = output.write();
        for (const { input, put } of puts) put(out, input.data);
      };
    },
  };
}

/** Copies one part out of what was laid end to end; the inputs after the first are the parts, which give the sizes. */
export function splitting(axis: number, index: number, parts: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'split',
    parameters: { axis, index },
    shapeOnly: Array.from({ length: parts }, (_, part) => part + 1),
    bind: (output, [whole, ...inputs]) => {
      const take = bindTake(whole!.shape!, axis, windowOfPart(inputs, index, axis));
      return () => take(output.write(), whole!.data);
    },
  };
}

/** Moves elements along an axis; those that leave it at one end come back at the other. */
export function rolling(axis: number, shift: number): LoopKernel {
  return {
    kind: 'loop',
    loop: 'roll',
    parameters: { axis, shift },
    bind: (output, [input]) => {
      const { outer, length, inner } = extentsOf(input!, axis, axis + 1);
      const [line, moved] = [length * inner, shiftWithin(length, shift) * inner];
      return () => {
        const out = output.write();
        const x = input!.data;
        for (let start = 0; start < outer * line; start += line) {
          out.set(x.subarray(start, start + line - moved), start + moved);
          out.set(x.subarray(start + line - moved, start + line), start);
        }
      };
    },
  };
}

/** The same shift as a number of places from 0 on, fewer than the axis has. */
export function shiftWithin(length: number, shift: number): number {
  return length === 0 ? 0 : ((shift % length) + length) % length;
}
