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
  /** The node whose panel is open. */
  readonly opened?: Node | undefined;
  /** Nodes that are folded into one box, by the name of the box. */
  readonly folds?: Readonly<Record<string, readonly Node[]>>;
  /** Hides gradients. */
  readonly gradients?: 'off';
  /** Starts with all layers open. */
  readonly fold?: 'off';
  /** Keeps the size of the picture. */
  readonly fit?: 'off';
  /** Draws heat maps without ranges. */
  readonly summaries?: 'off';
  /** Marks what the last pass recomputed. */
  readonly recomputed?: 'on';
  /** Writes upstream × local = downstream beside wires. */
  readonly products?: 'on';
  /** Numbers the boxes in topological order. */
  readonly numbers?: 'on';
  /** Sends pulses along the wires after each pass. */
  readonly flow?: 'on';
  /** Overrides the reader’s preference. */
  readonly theme?: 'light' | 'dark';
  /** Called when a box is selected. */
  readonly 'onthalweg-select'?: (event: CustomEvent<{ readonly nodes: readonly Node[] }>) => void;
  /** Called when a wire is selected. */
  readonly 'onthalweg-wire'?: (
    event: CustomEvent<{ readonly node: Node; readonly consumers: readonly Node[] }>,
  ) => void;
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
