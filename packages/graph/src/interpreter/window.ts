import { sizeOf, type Sizes, type TypedArray } from '@thalweg/tensor';
import { windowOf, type Positions, type Window } from '../shape/window.ts';
import type { LoopInput, LoopKernel } from '../wire/kernel.ts';

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
export function bindTake(shape: Sizes, axis: number, window: Window): (out: TypedArray, whole: TypedArray) => void {
  const { outer, rows, length, next, first, step } = runsOf(shape, axis, window);
  return (out, whole) => {
    let q = 0;
    for (let o = 0; o < outer; o++)
      for (let r = 0, p = o * next + first; r < rows; r++, p += step)
        for (let i = 0; i < length; i++) out[q++] = whole[p + i]!;
  };
}

/** Fills a window of a value of this shape: `whole[window] ← part`. */
export function bindPut(shape: Sizes, axis: number, window: Window): (whole: TypedArray, part: TypedArray) => void {
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
