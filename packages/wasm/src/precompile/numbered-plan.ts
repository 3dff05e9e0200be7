import type { Slot } from '@thalweg/graph/engine';
import type { Entry, WrittenPlan } from '../plan/write-plan.ts';
import type { PlanManifest } from '../precompiled/manifest.ts';

/** The entry points of a plan, as a manifest has them. */
export type NumberedPlan = Pick<PlanManifest, 'once' | 'calls' | 'packs' | 'steps'>;

/** Returns the entry points of a plan by their numbers, with the numbers of slots. */
export function numberedPlan(
  { once, calls, packs, steps }: WrittenPlan,
  numberOf: (slot: Slot) => number,
): NumberedPlan {
  const entry = (one: Entry): number => (typeof one === 'string' ? Number(one) : -1 - numberOf(one));
  return {
    once: once.map(entry),
    calls: calls.flat().map(entry),
    packs: packs.map(({ right, name }) => [numberOf(right.slot), Number(name)]),
    steps: steps === undefined ? -1 : Number(steps),
  };
}
