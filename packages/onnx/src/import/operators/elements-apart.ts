import { pad, slice, type Node } from '@thalweg/graph';
import { fixedSize } from './sizes-of.ts';
import type { WindowAxis } from './window-options.ts';
import { listed } from './listed.ts';

/** What is around a value, and how two elements of a window become one. */
interface Joining {
  readonly fill: number;
  readonly join: (a: Node, b: Node) => Node;
}

/** Joins the elements of each window over the axes from the second on, axis by axis; elements may be apart. */
export function elementsApart(x: Node, windows: readonly WindowAxis[], { fill, join }: Joining): Node {
  return windows.reduce((all, { kernel, stride, dilation, before, after }, n) => {
    const axis = n + 1;
    const padded = pad(all, { axis, before, after: Math.max(0, after), value: fill }) as Node;
    const last = fixedSize(padded, axis) - (kernel - 1) * dilation;
    const taps = listed(kernel, tap =>
      slice(padded, { axis, from: tap * dilation, to: tap * dilation + last, step: stride }),
    );
    return (taps as Node[]).reduce((all, tap) => join(all, tap));
  }, x);
}
