import type { WindowAxis } from './window-options.ts';
import { listed } from './listed.ts';

/** The places along one axis of the elements of each window; −1 is padding. */
function placesAlong(size: number, { kernel, stride, dilation, before, after }: WindowAxis): number[][] {
  const out = Math.floor((size + before + Math.max(0, after) - (kernel - 1) * dilation - 1) / stride) + 1;
  return listed(out, n =>
    listed(kernel, k => {
      const place = n * stride - before + k * dilation;
      return place < size ? Math.max(-1, place) : -1;
    }),
  );
}

/** Returns the places of the elements of each window in a value of so many sizes, laid out in one line; −1 is padding. */
export function windowPlaces(sizes: readonly number[], windows: readonly WindowAxis[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size, axis) => {
      const along = placesAlong(size, windows[axis]!);
      const within = (before: number, place: number): number => (before < 0 || place < 0 ? -1 : before * size + place);
      return all.flatMap(window => along.map(places => window.flatMap(one => places.map(place => within(one, place)))));
    },
    [[0]],
  );
}
