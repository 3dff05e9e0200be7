import type { Loops, Slot } from '@thalweg/graph/engine';
import { FusionGroup } from '../ir/fusion-group.ts';
import type { ReductionItem } from '../ir/schedule-item.ts';
import { storedIn } from '../ir/stored-in.ts';

/** The reduction of a stored value in vectors; none if that is not of float32, or for a product. */
export function reductionItem(slot: Slot, { reducer: name, from, to }: Loops['reduce']): ReductionItem | undefined {
  const input = slot.inputs[0]!;
  if (input.wire.dtype !== 'float32' || name === 'prod') return undefined;
  const group = new FusionGroup(input.shape!, 'float32');
  const value = group.valueOf(storedIn(input));
  return {
    kind: 'reduction',
    group,
    members: [],
    reduction: { from, to, results: new Map([[slot, { name, value }]]) },
  };
}
