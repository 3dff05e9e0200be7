import { FEW, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { DynamicSizes, Site } from '../lowering/item-code.ts';
import type { CompiledItem, GroupItem, LoopItem, ReductionItem, ScheduleItem } from '../lowering/schedule-item.ts';

/** Writes the function of an item, unless it is cached. Returns its index. */
export function writeItem(item: CompiledItem, given: DynamicSizes, site: Site): number {
  const { sizeArguments, isByAddress, key } = given;
  const { kernels, inPlace } = site;
  const params = isByAddress ? 1 : sizeArguments.length;
  const code = site.codes[item.kind]!;
  const { similar } = code;
  if (similar === undefined)
    return kernels.only(key, params, f => code.write(f, item, site, { addresses: [], sizeArguments }));
  return kernels.similar(key, params, {
    alike: similar.alike(item, sizeArguments, inPlace),
    begin: f => similar.addressed(item, inPlace).map(slot => site.addressOf(f, slot)),
    rest: (f, addresses) => code.write(f, item, site, { addresses, sizeArguments }),
  });
}

/** A small item with its sizes, all of which are in its code. */
interface SmallItem {
  readonly item: GroupItem | ReductionItem | LoopItem;
  readonly sizes: DynamicSizes;
}

/** True for an item of few elements, whose sizes are all in its code: to call its function costs as much as to compute it. */
export function isSmall(one: {
  readonly item: ScheduleItem;
  readonly sizes: DynamicSizes | undefined;
}): one is SmallItem {
  const { item, sizes } = one;
  if (item.kind !== 'group' && item.kind !== 'reduction' && item.kind !== 'loop') return false;
  const shapes = item.kind === 'loop' ? [item.slot, ...item.code.reads].map(({ shape }) => shape!) : [item.group.shape];
  return sizes!.sizeArguments.length === 0 && shapes.every(shape => sizeOf(shape) <= FEW);
}

/** Writes one function for small items, one after another, unless it is cached. Returns its index. */
export function writeSmall(items: readonly SmallItem[], site: Site): number {
  const key = (): string => items.map(({ sizes }) => sizes.key()).join('|');
  return site.kernels.only(key, 0, f => {
    const kept = new Map<Slot, number[]>();
    for (const { item } of items) {
      const code = site.codes[item.kind]!;
      const addresses = code.similar?.addressed(item, site.inPlace).map(slot => site.addressOf(f, slot)) ?? [];
      // What loops store is not kept.
      code.write(f, item, { ...site, kept }, { addresses, sizeArguments: [] });
    }
  });
}
