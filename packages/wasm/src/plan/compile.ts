import type { Slot } from '@thalweg/graph/engine';
import type { LinkedPlan } from '../ir/linked-plan.ts';
import { writtenBy, type CompiledItem, type ScheduleItem } from '../ir/schedule-item.ts';
import { scratchBytes } from '../product/emit-product.ts';
import { withBodies } from '../scan/scan-item.ts';
import { assemble, type SizedItem, type Target } from './assemble.ts';
import { dynamicSizesOf, type DynamicSizes } from './dynamic-sizes.ts';
import { bytesFed, stepsAlike, type Stepping } from './steps.ts';

/** The items of the first pass, those of every pass, and the steps that these are made into. */
interface Schedule {
  readonly once: readonly ScheduleItem[];
  readonly always: readonly ScheduleItem[];
  readonly stepping: Stepping;
}

/** The functions of a plan and their size arguments. */
type Compiled = Pick<LinkedPlan, 'calls' | 'once' | 'packs' | 'steps' | 'sizeArguments' | 'shared'>;

/** Compiles the functions of a plan that are not cached. If all are, it needs no module. */
export function compile({ once, always, stepping }: Schedule, target: Target): Compiled {
  const { workers, arena } = target;
  const scratch = arena.scratch(Math.max(0, ...withBodies([...once, ...always]).map(scratchOf)));
  // Other threads have no table of functions, so all that they call is in the module.
  const cache = workers === undefined ? arena.kernels : undefined;
  const placeOf = (slot: Slot): number => arena.placeOf(slot);
  const sizesOf = (item: CompiledItem): DynamicSizes => dynamicSizesOf(item, { placeOf, inPlace: stepping.inPlace, scratch }); // prettier-ignore
  const sized = (item: ScheduleItem): SizedItem => ({
    item,
    sizes: item.kind === 'interpret' ? undefined : sizesOf(item),
  });
  const contents = { once: once.map(sized), always: always.map(sized), stepping, scratch, sizesOf, cache };
  const all = [...contents.once, ...contents.always].map(({ sizes }) => sizes);
  // The functions that a plan calls identify it, if nothing is interpreted in between.
  const plans = all.includes(undefined) ? undefined : cache;
  const alike = stepsAlike(stepping);
  const { checked } = stepping;
  const checkedAt = checked && always.findIndex(item => writtenBy(item).includes(checked));
  const key = (): string => [once.length, checkedAt, all.map(sizes => cache!.find(sizes!.key)), alike()].join(';');
  const cached = plans?.entryPointsOf(key);
  const [entryPoints, shared] = cached ? [cached, undefined] : assemble(contents, target);
  if (cached === undefined) plans?.addEntryPoints(key, entryPoints);
  const sizeArguments = [...all.flatMap(sizes => sizes?.sizeArguments ?? []), ...bytesFed(stepping)];
  return { ...entryPoints, shared, sizeArguments };
}

/** The bytes that an item works in, besides what it reads and writes. */
function scratchOf(item: ScheduleItem): number {
  if (item.kind === 'product') return scratchBytes(item.shape);
  return item.kind === 'loop' ? (item.code.scratch ?? 0) : 0;
}
