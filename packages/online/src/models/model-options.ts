import type { Node } from '@thalweg/graph';

/** Options that every model has. */
export interface ModelOptions {
  /** How much an example counts: its loss is multiplied by it. `[]` or `[batch]`, as the target. */
  readonly weight?: Node;
}
