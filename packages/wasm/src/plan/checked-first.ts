import { FEW, type Commit, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { readBy, writtenBy, type ScheduleItem } from '../ir/schedule-item.ts';

/**
 * Returns the items in an order in which a value that is checked, and all that it depends on, comes before the others, if the
 * next value of a large register would come before it: only after the check it may be written in the buffer of the
 * register. The next values of small registers stay where they are: those that read them soon after would wait.
 */
export function checkedFirst(
  items: readonly ScheduleItem[],
  commits: readonly Commit[],
  checked: Slot | undefined,
): readonly ScheduleItem[] {
  if (checked === undefined) return items;
  const large = new Set(commits.flatMap(({ owner }) => (sizeOf(owner.shape!) > FEW ? [owner] : [])));
  const at = items.findIndex(item => writtenBy(item).includes(checked));
  if (!items.slice(0, at + 1).some(item => writtenBy(item).some(slot => large.has(slot)))) return items;
  const wanted = new Set<Slot>([checked]);
  const first = new Set<ScheduleItem>();
  for (const item of items.slice(0, at + 1).reverse()) {
    if (!writtenBy(item).some(slot => wanted.has(slot))) continue;
    first.add(item);
    for (const slot of readBy(item)) wanted.add(slot);
  }
  return [...[...first].reverse(), ...items.filter(item => !first.has(item))];
}
