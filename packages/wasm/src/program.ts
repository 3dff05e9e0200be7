import type { PlannedCommit, Program, Slot } from '@thalweg/graph/runners';
import { host } from './host.ts';
import { LinearMemory, LinearStorage } from './memory/linear-memory.ts';
import type { ExplainedPlan } from './plan/explained.ts';
import { Prepared } from './prepared.ts';
import type { Crew } from './threads/crew.ts';

/** So many plans of a frame are kept, for as many batch sizes. */
const KEPT = 4;

/** A frame's pass as WebAssembly: planned for the slots and sizes that there are. */
export class WasmProgram implements Program {
  commits: readonly PlannedCommit[] = [];
  unseen = true;
  readonly #onPlan: ((plan: ExplainedPlan) => void) | undefined;
  readonly #crew: Crew | undefined;
  #memory: LinearMemory | undefined = undefined;
  #order: readonly Slot[] | undefined = undefined;
  #sources: readonly Slot[] = [];
  /** Those of the sources that the pass before was fed. */
  #fed: ReadonlySet<Slot> = new Set();
  /** The plans for these slots, by the sizes of their sources; the one used last comes last. */
  readonly #plans = new Map<string, Prepared>();
  #current: Prepared | undefined = undefined;

  constructor(onPlan?: (plan: ExplainedPlan) => void, crew?: Crew) {
    this.#onPlan = onPlan;
    this.#crew = crew;
  }

  pass(order: readonly Slot[], clock: number): boolean {
    let changed = order !== this.#order;
    if (changed) this.#begin(order);
    for (const source of this.#sources) {
      if (source.status !== 'ready') return this.#interpreted();
      if (source.reshaped === clock || (source.fed !== undefined) !== this.#fed.has(source)) changed = true;
    }
    if (changed || this.#current === undefined) this.#choose(order);
    if (this.#current === undefined) return this.#interpreted();
    const { shared } = this.#current;
    shared?.call();
    try {
      this.#current.run(clock);
      return true;
    } catch (error) {
      // A trap is a fault of the compiled code, and no interpreter should hide it.
      if (error instanceof host().RuntimeError) throw error;
      return this.#interpreted();
    } finally {
      shared?.rest();
    }
  }

  close(): void {
    this.#begin([]);
    this.#crew?.close();
  }

  /** The interpreter computes all of it, whatever it may have computed before. */
  #interpreted(): false {
    for (const slot of this.#order!) slot.computed = -1;
    // It writes a slot before all is computed, and so never where a register lies.
    for (const { owner, register } of this.commits) if (owner.storage === register.storage) owner.storage = undefined;
    return false;
  }

  /** Other slots: nothing that was planned holds any more. */
  #begin(order: readonly Slot[]): void {
    const taken = new Set(this.commits.map(({ register }) => register.storage));
    this.#current?.leave();
    for (const plan of this.#plans.values()) plan.release(taken);
    this.#plans.clear();
    this.#current = undefined;
    this.#order = order;
    this.#sources = sourcesOf(order);
  }

  /** The plan for the sizes that there are; none while some are not known. */
  #choose(order: readonly Slot[]): void {
    this.#current?.leave();
    this.#current = undefined;
    this.#fed = new Set(this.#sources.filter(({ fed }) => fed !== undefined));
    if (!order.every(slot => slot.shape !== undefined && slot.shapeError === undefined)) return;
    const crew = this.#crew;
    this.#memory ??= memoryOf(this.#sources, crew) ?? new LinearMemory(crew?.limits);
    const key = this.#sources.map(({ shape, fed }) => `${shape!.join()}${fed === undefined ? '' : '!'}`).join(';');
    let plan = this.#plans.get(key);
    this.#plans.delete(key);
    if (plan === undefined) {
      const { commits, unseen } = this;
      plan = new Prepared({ order, sources: this.#sources, commits, unseen, memory: this.#memory, crew }, this.#onPlan);
    }
    plan.enter();
    this.#plans.set(key, plan);
    this.#current = plan;
    for (const [oldest, other] of this.#plans) {
      if (this.#plans.size <= KEPT) break;
      other.release(new Set(this.commits.map(({ register }) => register.storage)));
      this.#plans.delete(oldest);
    }
    plan.enter();
  }
}

/** The memory that a register lies in already; threads can only use one that they share. */
function memoryOf(sources: readonly Slot[], crew: Crew | undefined): LinearMemory | undefined {
  for (const { storage, fed } of sources)
    if (fed === undefined && storage instanceof LinearStorage && (!crew || storage.memory.limits.shared))
      return storage.memory;
  return undefined;
}

/** All sources that slots depend on. */
function sourcesOf(order: readonly Slot[]): Slot[] {
  const found = new Set<Slot>(order);
  for (const slot of found) for (const input of slot.inputs) found.add(input);
  return [...found].filter(({ wire }) => wire.rule === undefined);
}
