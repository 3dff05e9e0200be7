import type { BodyFrame, KnownLoop, Slot } from '@thalweg/graph/engine';
import {
  bytesOf,
  type CompiledItem,
  type ProductItem,
  readBy,
  type ScanItem,
  type ScheduleItem,
  writtenBy,
} from './schedule-item.ts';
import { storedIn } from '../runtime/slots.ts';

/** A scan as an item: a loop over the items of its body. None if a part of the body must be interpreted. */
export function scanItem(
  slot: Slot,
  body: BodyFrame,
  schedule: (order: readonly Slot[]) => readonly ScheduleItem[],
): ScanItem | undefined {
  const items = schedule(body.frame.order);
  if (!items.every(isCompiled)) return undefined;
  const entry = ({ slot: source, input }: BodyFrame['slices'][number]) => ({
    slot: source,
    outside: storedIn(slot.inputs[input]!),
    bytes: bytesOf(source),
  });
  const isRead = ({ slot: source }: { readonly slot: Slot }): boolean => source.demands > 0;
  const carries = body.carries.map(carried => ({ ...entry(carried), next: storedIn(carried.next) }));
  const slices = body.slices.filter(isRead).map(entry);
  const captures = body.captures.filter(isRead).map(entry);
  const entered = new Set([...carries, ...slices, ...captures].map(one => one.slot));
  const written = new Set(items.flatMap(writtenBy));
  if (!items.flatMap(readBy).every(read => written.has(read) || entered.has(read))) return undefined;
  const direct = new Map<Slot, Slot>();
  const results = slot.results.wanted.map((result, n) => {
    const part = result as Slot;
    const wanted = body.results[n];
    if (wanted === undefined) {
      const { last } = (part.wire.operation!.kernel as KnownLoop<'scanPart'>).parameters as { readonly last: number };
      return {
        kind: 'last' as const,
        part,
        of: body.carries.find(({ input }) => input === last)!.slot,
        bytes: bytesOf(part),
      };
    }
    const of = storedIn(wanted);
    const isDirect = written.has(of) && !direct.has(of);
    if (isDirect) direct.set(of, part);
    return { kind: isDirect ? ('direct' as const) : ('copied' as const), part, of, bytes: bytesOf(of) };
  });
  const { reverse, carries: all } = (slot.wire.operation!.kernel as KnownLoop<'scan'>).parameters;
  const steps = slot.inputs[all.length]!.shape![0]!;
  return { kind: 'scan', slot, steps, reverse, items, carries, slices, captures, results, turns: new Map() };
}

/** Makes products of the body read right factors that are packed once, before the first step, where `packed` makes such a product. */
export function packRightsOf(item: ScanItem, packed: (item: ProductItem) => ProductItem | undefined): ScanItem {
  const captured = new Set(item.captures.map(({ slot }) => slot));
  const items = item.items.map((one): CompiledItem => {
    if (one.kind === 'scan') return packRightsOf(one, packed);
    return one.kind === 'product' && captured.has(one.b) ? (packed(one) ?? one) : one;
  });
  return { ...item, items };
}

function isCompiled(item: ScheduleItem): item is CompiledItem {
  return item.kind !== 'interpret';
}
