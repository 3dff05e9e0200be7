import type { Slot } from '@thalweg/graph/engine';
import type { HostProducts } from '../assembler/kernels.ts';
import type { Module } from '../assembler/module.ts';
import type { HostFunction } from '../lowering/functions.ts';
import { addressesIn, type DynamicSizes, type ItemCodes } from '../lowering/item-code.ts';
import type { Schedule } from '../lowering/lay-out.ts';
import { type CompiledItem, type ScheduleItem, withBodies, writtenBy } from '../lowering/schedule-item.ts';
import type { AddressTable } from '../runtime/address-table.ts';
import type { Target } from '../lowering/target.ts';
import type { LinkedPass } from '../runtime/linked-pass.ts';
import { bytesFed, stepsAlike } from './steps.ts';
import type { PassContents, SizedItem } from './write-pass.ts';

/** A pass that was compiled here, with what it was compiled from. */
export interface CompiledPass extends LinkedPass {
  /** The items that it computes, in this order. */
  readonly items: readonly ScheduleItem[];
  /** Those of them that it computes in each pass. */
  readonly always: readonly ScheduleItem[];
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
  readonly items: ItemCodes;
  /** The float32 in a vector of wide code; 4 by default. */
  readonly lanes?: number | undefined;
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
  const { arena, cache, items, lanes } = target;
  const bytesOf = (item: ScheduleItem): number =>
    item.kind === 'interpret' ? 0 : (items[item.kind]!.scratchOf?.(item, lanes) ?? 0);
  const scratch = arena.scratch(
    withBodies([...once, ...always]).reduce((most, one) => Math.max(most, bytesOf(one)), 0),
  );
  const placeOf = (slot: Slot): number => arena.placeOf(slot);
  const sizesOf = (item: CompiledItem): DynamicSizes => items[item.kind]!.sizesOf(item, places);
  const places = { placeOf, inPlace: stepping.inPlace, scratch, sizesOf };
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

/** Imports the functions of a library that compute products, by dtype. Returns their indices. */
export function importProducts(module: Module): HostProducts {
  const signature = { params: new Array<'i32'>(10).fill('i32'), results: [] };
  return { float32: module.import('float32', signature), float64: module.import('float64', signature) };
}

/** The functions of the host that formulas call, by name. */
export function hostFunctions(
  items: readonly ScheduleItem[],
  { hasCode }: Pick<Target, 'hasCode'>,
): Map<string, HostFunction> {
  const used = new Map<string, HostFunction>();
  for (const item of items) {
    if (item.kind === 'loop') for (const [name, of] of Object.entries(item.code.calls ?? {})) used.set(name, of);
    if (item.kind === 'group' || item.kind === 'reduction')
      for (const { instruction } of item.group.steps)
        if (!hasCode(instruction.name, item.kind === 'reduction' || item.vector))
          used.set(instruction.name, instruction.of);
  }
  return used;
}
