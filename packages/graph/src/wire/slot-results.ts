import type { LoopResult, LoopResults } from './kernel.ts';

/** The results of the loop of one slot. */
export class SlotResults implements LoopResults {
  wanted: readonly LoopResult[] = [];
  compute: LoopResults['compute'] = undefined;
  readonly #computed = new Set<LoopResult>();

  run(): void {
    this.#computed.clear();
    for (const one of this.wanted) this.#computed.add(one);
    if (this.wanted.length > 0) this.compute!(this.wanted);
  }

  complete(result: LoopResult): void {
    if (this.#computed.has(result)) return;
    this.compute!([result]);
    this.#computed.add(result);
  }
}
