import type { Node } from '@thalweg/graph';

/** What the view tells whoever put it on a page. */
export interface Told {
  readonly select: (nodes: readonly Node[]) => void;
  readonly draw: () => void;
}
