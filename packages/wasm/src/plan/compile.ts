import type { Slot } from '@thalweg/graph/engine';
import { scratchBytes } from '../product/emit-product.ts';
import type { SharedPlan } from '../threads/crew.ts';
import { assemble, type Draft, type Tools } from './assemble.ts';
import type { Entries } from './entries.ts';
import { bytesFed, stepsAlike } from './steps.ts';
import { toldTo } from './told.ts';
import type { Unit } from './units.ts';

/** The functions of a plan, and the numbers that they are told. */
export interface Compiled extends Entries {
  /** Numbers that code finds in the table. */
  readonly told: readonly number[];
  /** What other threads know of it, if there are any. */
  readonly shared: SharedPlan | undefined;
}

/** Compiles those functions of a plan that no plan before has brought. If there are none, it needs no module. */
export function compile(draft: Draft, tools: Tools): Compiled {
  const { once, always, stepping } = draft;
  const { crew, workshop } = tools;
  const units = [...once, ...always];
  const scratch = workshop.scratch(Math.max(0, ...units.map(scratchOf)));
  // Other threads have no table of functions, so all that they call is in the module.
  const code = crew === undefined ? workshop.code : undefined;
  const placeOf = (slot: Slot): number => workshop.placeOf(slot);
  const told = units.map(unit =>
    unit.kind === 'interpret' ? undefined : toldTo(unit, { placeOf, inPlace: stepping.inPlace, scratch }),
  );
  // A plan is known by the functions that it calls, if they are all there is to it.
  const plans = told.includes(undefined) ? undefined : code;
  const alike = stepsAlike(stepping);
  const key = (): string => [once.length, told.map(one => code!.find(one!.key)), alike()].join(';');
  const known = plans?.entriesOf(key);
  const [entries, shared] = known ? [known, undefined] : assemble(draft, tools, { told, scratch, code });
  if (known === undefined) plans?.addEntries(key, entries);
  return { ...entries, shared, told: [...told.flatMap(one => one?.told ?? []), ...bytesFed(stepping)] };
}

/** The bytes that a unit works with, besides what it reads and writes. */
function scratchOf(unit: Unit): number {
  if (unit.kind === 'product') return scratchBytes(unit.shape);
  return unit.kind === 'loop' ? (unit.code.scratch ?? 0) : 0;
}
