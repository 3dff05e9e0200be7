import type { TypedArray } from '@thalweg/tensor';
import { isDisjoint, poolingOf, type Pooling, type PoolWindows } from '../shape/pooling.ts';
import type { LoopKernel } from '../wire/kernel.ts';
import { eachWindow, stepsOf } from './each-window.ts';

/**
 * In each window, the element of the second input at the place where the first has its largest; without a second input,
 * that largest element. Of equals the first is taken, and the last NaN before all.
 */
export function pickingMax(windows: PoolWindows): LoopKernel {
  return {
    kind: 'loop',
    loop: 'pickMax',
    parameters: windows,
    bind: (output, [input, other = input]) => {
      const pooling = poolingOf(input!.shape!, windows);
      const eachLargest = largestIn(pooling);
      return () => {
        const out = output.write();
        const values = other!.data;
        eachLargest(input!.data, (place, at) => (out[place] = values[at]!));
      };
    },
  };
}

/**
 * The elements of the second input, one of each window, at the place where the first has its largest; zeros elsewhere. Where
 * windows share an element, theirs are added one after another.
 */
export function placingMax(windows: PoolWindows): LoopKernel {
  return {
    kind: 'loop',
    loop: 'placeMax',
    parameters: windows,
    bind: (output, [input, other]) => {
      const pooling = poolingOf(input!.shape!, windows);
      const eachLargest = largestIn(pooling);
      const adds = !isDisjoint(pooling);
      return () => {
        const out = output.write().fill(0);
        const values = other!.data;
        eachLargest(input!.data, (place, at) => (out[at] = adds ? out[at]! + values[place]! : values[place]!));
      };
    },
  };
}

/** Prepares to find the largest element of each window and channel. */
function largestIn(pooling: Pooling): (x: TypedArray, found: (place: number, at: number) => void) => void {
  const { channels } = pooling;
  const steps = stepsOf(pooling);
  const places = new Int32Array(channels);
  return (x, found) =>
    eachWindow(pooling, (place, first, height, width) => {
      for (let channel = 0; channel < channels; channel++) places[channel] = first + channel;
      for (let row = 0; row < height; row++) {
        const start = first + row * steps.row;
        for (let column = 0; column < width; column++) takeLarger(places, x, start + column * steps.column);
      }
      for (let channel = 0; channel < channels; channel++) found(place + channel, places[channel]!);
    });
}

/** Takes in the channels at a position where they are larger, or NaN. */
function takeLarger(places: Int32Array, x: TypedArray, start: number): void {
  for (let channel = 0; channel < places.length; channel++) {
    const value = x[start + channel]!;
    if (value > x[places[channel]!]! || value !== value) places[channel] = start + channel;
  }
}
