import type { Node } from '@thalweg/graph';

/** Options of all models. */
export interface ModelOptions {
  /** The weight of an example, by which its loss is multiplied. `[]` or `[batch]`, as the target. */
  readonly weight?: Node | undefined;
}

/** Defaults of {@link ModelOptions}. */
export const modelDefaults = { weight: undefined } as const;
