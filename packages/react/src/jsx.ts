import type { Node } from '@thalweg/graph';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

/** Properties, attributes and events of `<thalweg-circuit>` in JSX, as `@thalweg/inspect` defines the element. */
interface CircuitAttributes extends DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> {
  /** The root of the circuit, or a list of the root and others such as a training’s updates. */
  readonly node?: Node | readonly Node[] | undefined;
  /** Names for unnamed nodes, to be shown in the picture. */
  readonly names?: Readonly<Record<string, Node>>;
  /** The nodes whose values are shown, and those whose gradients are shown; all by default. */
  readonly revealed?: { readonly values: ReadonlySet<Node>; readonly gradients: ReadonlySet<Node> } | undefined;
  /** The node whose box is marked. */
  readonly current?: Node | undefined;
  /** Hides gradients. */
  readonly gradients?: 'off';
  /** Starts with all layers open. */
  readonly fold?: 'off';
  /** Marks what the last pass recomputed. */
  readonly recomputed?: 'on';
  /** Overrides the reader’s preference. */
  readonly theme?: 'light' | 'dark';
  /** Called when a box is selected. */
  readonly 'onthalweg-select'?: (event: CustomEvent<{ readonly nodes: readonly Node[] }>) => void;
  /** Called after each frame in which values changed. */
  readonly 'onthalweg-draw'?: (event: Event) => void;
}

declare module 'react' {
  // React's types are extended in its namespace.
  // oxlint-disable-next-line typescript/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'thalweg-circuit': CircuitAttributes;
    }
  }
}
