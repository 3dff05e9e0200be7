import { add, parameter, type Node } from '@thalweg/graph';
import { objectLoop } from './object-loop.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize, summed } from './turns.ts';

type Layout = 'chain' | 'fan';

/** Many subscribers of one circuit come and go in a time that grows with their number alone. */
export const taps: readonly RatioRow[] = (['chain', 'fan'] as const).flatMap(layout => [
  {
    name: `taps: 8,000 subscribers of a ${layout} come and go`,
    ours: '8,000 wires',
    reference: '2,000 wires, four times',
    // Twice what is linear, and half of what would be quadratic.
    bar: 2,
    turns: 9,
    prepare: size => ({
      ours: () => microsecondsFor(bySize(size, 8000, 400), layout),
      reference: () => summed(4, () => microsecondsFor(bySize(size, 2000, 100), layout)),
    }),
  },
  {
    name: `taps: 2,000 subscribers of a ${layout} come and go`,
    ours: '2,000 wires',
    reference: '200,000 objects made and found',
    // 0.2 seconds, where the objects take 28 ms.
    bar: 7,
    turns: 9,
    prepare: size => ({ ours: () => microsecondsFor(bySize(size, 2000, 100), layout), reference: objectLoop }),
  },
]);

/** Returns the microseconds that it takes to subscribe to wires of one circuit and leave them; each is one node higher, or none is. */
function microsecondsFor(count: number, layout: Layout): number {
  const x = parameter(1);
  const wires: Node[] = [x as Node];
  while (wires.length < count) wires.push(add(layout === 'chain' ? wires.at(-1)! : (x as Node), 1) as Node);
  const began = performance.now();
  const subscriptions = wires.map(wire => wire.subscribe());
  for (const subscription of subscriptions) subscription.unsubscribe();
  return 1000 * (performance.now() - began);
}
