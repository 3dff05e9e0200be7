import type { PackedRight } from './packed-right.ts';

/** The functions of a plan. */
export interface Entries {
  /** Called one after another in each pass; what they throw ends it. */
  readonly calls: readonly (() => void)[];
  /** Called before them in the first: what follows from constants and sizes. */
  readonly once: readonly (() => void)[];
  /** What packs right factors that have other values. */
  readonly packs: readonly { readonly right: PackedRight; readonly pack: () => void }[];
  /** Steps for so many rows, where all of a step is code. */
  readonly steps: ((rows: number) => void) | undefined;
}
