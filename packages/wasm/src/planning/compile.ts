import type { Slot } from '@thalweg/graph/engine';
import { isNative } from '../emit/instructions.ts';
import type { HostFunction } from '../ir/functions.ts';
import { type CompiledItem, type ScheduleItem, writtenBy } from '../ir/schedule-item.ts';
import { scratchBytes } from '../product/emit-product.ts';
import type { AddressTable } from '../runtime/address-table.ts';
import type { LinkedPass } from '../runtime/linked-pass.ts';
import { withBodies } from '../scan/scan-item.ts';
import { addressesIn, type DynamicSizes, dynamicSizesOf } from './compiled-item.ts';
import { bytesFed, type Stepping, stepsAlike } from './steps.ts';
import type { PassContents, SizedItem } from './write-pass.ts';

/** A pass that was compiled here, with what it was compiled from. */
export interface CompiledPass extends LinkedPass {
  /** The items that it computes, in this order. */
  readonly items: readonly ScheduleItem[];
  /** Those of them that it computes in each pass. */
  readonly always: readonly ScheduleItem[];
}

/** The items of the first pass, those of every pass, and the steps that these are made into. */
export interface Schedule {
  readonly once: readonly ScheduleItem[];
  readonly always: readonly ScheduleItem[];
  readonly stepping: Stepping;
}

/** The entry points of compiled passes for the same slots, by keys of everything that their code depends on. */
interface CodeCache<E> {
  entryPointsOf(key: () => string): E | undefined;
  addEntryPoints(key: () => string, entryPoints: E): void;
}

/** The inputs for the functions of a pass. */
interface CompileTarget<E> {
  readonly arena: AddressTable & { scratch(bytes: number): number };
  readonly cache: CodeCache<E> | undefined;
  /** Writes and links the functions that are not cached. */
  readonly assemble: (contents: PassContents) => E;
}

/** The entry points of a pass, the numbers that its functions find in the table, and how many addresses are in each. */
interface Compiled<E> {
  readonly entryPoints: E;
  readonly sizeArguments: readonly number[];
  readonly addresses: readonly number[];
}

/** Compiles the functions of a pass that are not cached. If all are, it needs no module. */
export function compile<E>({ once, always, stepping }: Schedule, target: CompileTarget<E>): Compiled<E> {
  const { arena, cache } = target;
  const bytesOf = withBodies([...once, ...always]).map(scratchOf);
  const scratch = arena.scratch(bytesOf.reduce((most, bytes) => Math.max(most, bytes), 0));
  const placeOf = (slot: Slot): number => arena.placeOf(slot);
  const sizesOf = (item: CompiledItem): DynamicSizes => dynamicSizesOf(item, { placeOf, inPlace: stepping.inPlace, scratch }); // prettier-ignore
  const sized = (item: ScheduleItem): SizedItem => ({
    item,
    sizes: item.kind === 'interpret' ? undefined : sizesOf(item),
  });
  const contents = { once: once.map(sized), always: always.map(sized), stepping, scratch, sizesOf };
  const all = [...contents.once, ...contents.always].map(({ sizes }) => sizes);
  // The keys of its items identify a pass, if nothing is interpreted in between.
  const known = all.includes(undefined) ? undefined : cache;
  const alike = stepsAlike(stepping);
  const { checked } = stepping;
  const checkedAt = checked && always.findIndex(item => writtenBy(item).includes(checked));
  const key = (): string => [once.length, checkedAt, all.map(sizes => sizes!.key()).join('|'), alike()].join(';');
  const cached = known?.entryPointsOf(key);
  const entryPoints = cached ?? target.assemble(contents);
  if (cached === undefined) known?.addEntryPoints(key, entryPoints);
  const bytes = bytesFed(stepping);
  return {
    entryPoints,
    sizeArguments: [...all.flatMap(sizes => sizes?.sizeArguments ?? []), ...bytes],
    addresses: [...all.flatMap(sizes => (sizes ? addressesIn(sizes) : [])), ...bytes.map(() => 0)],
  };
}

/** The bytes that an item works in, besides what it reads and writes. */
function scratchOf(item: ScheduleItem): number {
  if (item.kind === 'product') return scratchBytes(item.shape);
  return item.kind === 'loop' ? (item.code.scratch ?? 0) : 0;
}

/** The functions of the host that formulas call, by name. */
export function hostFunctions(items: readonly ScheduleItem[]): Map<string, HostFunction> {
  const used = new Map<string, HostFunction>();
  for (const item of items) {
    if (item.kind === 'loop') for (const [name, of] of Object.entries(item.code.calls ?? {})) used.set(name, of);
    if (item.kind === 'group' || item.kind === 'reduction')
      for (const { instruction } of item.group.steps)
        if (!isNative(instruction.name, item.kind === 'reduction' || item.vector))
          used.set(instruction.name, instruction.of);
  }
  return used;
}
