import type { NumberedPlan } from './numbered-plan.ts';

/** The functions and entry points of the plans for one graph, in the module that is written. */
export class ModuleCache {
  readonly #functions = new Map<string, number>();
  readonly #entryPoints = new Map<string, NumberedPlan>();

  find(key: () => string): number | undefined {
    return this.#functions.get(key());
  }

  add(key: () => string, index: number): void {
    this.#functions.set(key(), index);
  }

  entryPointsOf(key: () => string): NumberedPlan | undefined {
    return this.#entryPoints.get(key());
  }

  addEntryPoints(key: () => string, entryPoints: NumberedPlan): void {
    this.#entryPoints.set(key(), entryPoints);
  }
}
