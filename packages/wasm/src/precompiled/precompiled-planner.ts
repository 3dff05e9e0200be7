import { bind, type Slot } from '@thalweg/graph/engine';
import { CompiledPlan } from '../compiled-plan.ts';
import type { HostFunction } from '../emit/functions.ts';
import { host } from '../host.ts';
import { AddressTable } from '../ir/address-table.ts';
import type { LinkedPlan } from '../ir/linked-plan.ts';
import type { PlannedSlots, Planner } from '../ir/planner.ts';
import { FedBuffers } from '../memory/fed-buffers.ts';
import { fail } from '../plan/fail.ts';
import { inTurn } from '../plan/in-turn.ts';
import { ScanBodies } from '../scan/scan-bodies.ts';
import { Description } from './description.ts';
import { passInWords } from './pass-in-words.ts';
import type { EntryNumber, PlanGroup } from './manifest.ts';
import type { FoundPlan, PlanIndex } from './plan-index.ts';

/** A module for one frame: its functions, over a block of memory. */
interface Linked {
  readonly origin: number;
  readonly exports: Readonly<Record<string, unknown>>;
}

type HostFunctions = Readonly<Record<string, HostFunction>>;

/** Finds the plans for the slots of a frame among those that were compiled before. */
export class PrecompiledPlanner implements Planner {
  readonly #slots: PlannedSlots;
  readonly #index: PlanIndex;
  /** Called with the reason why no plan is for a pass. */
  readonly #onMissing: (why: string) => void;
  readonly #numbered: readonly Slot[];
  readonly #bodies: ScanBodies;
  readonly #fed: FedBuffers;
  readonly #linked = new Map<PlanGroup, Linked>();

  constructor(slots: PlannedSlots, index: PlanIndex, onMissing: (why: string) => void) {
    this.#slots = slots;
    this.#index = index;
    this.#onMissing = onMissing;
    this.#numbered = [...slots.sources, ...slots.order];
    this.#bodies = new ScanBodies(slots.order);
    this.#fed = new FedBuffers(slots.memory);
  }

  plan(donated: boolean): CompiledPlan | undefined {
    this.#bodies.resize();
    const pass = { ...this.#slots, bodies: this.#bodies, donated };
    const { fingerprint, functions } = new Description(pass);
    const found = this.#index.find(fingerprint);
    if (found === undefined) {
      this.#onMissing(this.#index.whyNot(fingerprint, passInWords(pass)));
      return undefined;
    }
    return new CompiledPlan(this.#link(found, functions), { ...this.#slots, fed: this.#fed });
  }

  release(): void {
    for (const [{ bytes }, { origin }] of this.#linked) this.#slots.memory.unreserve(origin, bytes);
    this.#fed.release();
  }

  #link(found: FoundPlan, functions: HostFunctions): LinkedPlan {
    const { plan, loaded } = found;
    const group = loaded.manifest.groups[plan.group]!;
    const { origin, exports } = this.#linkedTo(group, found, functions);
    const slotOf = (number: number): Slot => this.#numbered[number]!;
    const callable = (entry: EntryNumber): (() => void) =>
      entry < 0 ? bind(slotOf(-1 - entry)) : (exports[entry] as () => void);
    const sizes = plan.sizeArguments.map((size, n) => size + plan.addresses[n]! * origin);
    const calls = plan.calls.map(callable);
    return {
      once: plan.once.map(callable),
      calls: calls.length === 0 ? [] : [inTurn(calls)],
      packs: plan.packs.map(([slot, entry]) => ({
        right: { slot: slotOf(slot), version: undefined },
        pack: callable(entry),
      })),
      steps: plan.steps < 0 ? undefined : (exports[plan.steps] as LinkedPlan['steps']),
      sizeArguments: sizes,
      shared: undefined,
      arena: new AddressTable(origin, this.#numbered, group),
      stored: plan.stored.map(slotOf),
      inPlace: new Map(plan.inPlace.map(([slot, register]) => [slotOf(slot), slotOf(register)])),
      temporary: new Map(plan.temporary.map(([slot, address]) => [slotOf(slot), address + origin])),
      placed: plan.placed.map(([place, address]) => [place, address + origin]),
      temporaryBytes: 0,
      reserved: [],
    };
  }

  /** The module of a plan, linked for this frame once. */
  #linkedTo(group: PlanGroup, { loaded: { module } }: FoundPlan, functions: HostFunctions): Linked {
    let linked = this.#linked.get(group);
    if (linked === undefined) {
      const { memory } = this.#slots;
      const origin = memory.reserve(group.bytes);
      const env = { log: Math.log, ...functions, fail, memory: memory.memory, origin };
      linked = { origin, exports: new (host().Instance)(module, { env: { ...refusals(module), ...env } }).exports };
      this.#linked.set(group, linked);
    }
    return linked;
  }
}

/** Functions for all that a module imports: the plans of other graphs call some that this one does not have. */
function refusals(module: object): Readonly<Record<string, () => never>> {
  const { Module } = host();
  return Object.fromEntries(Module.imports(module).map(({ name }) => [name, fail]));
}
