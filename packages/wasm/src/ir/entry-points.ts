import type { PackedRight } from './packed-right.ts';

/** The functions of a plan. */
export interface EntryPoints {
  /** Called one after another in each pass; what they throw ends it. */
  readonly calls: readonly (() => void)[];
  /** Called before them in the first pass: all that follows from constants and sizes. */
  readonly once: readonly (() => void)[];
  /** Pack right factors that have changed. */
  readonly packs: readonly { readonly right: Pick<PackedRight, 'slot' | 'version'>; readonly pack: () => void }[];
  /** Takes a step for each of so many rows; there only if all of a step is compiled. */
  readonly steps: ((rows: number) => void) | undefined;
}
