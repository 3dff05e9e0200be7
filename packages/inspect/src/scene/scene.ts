import type { Node } from '@thalweg/graph';
import { circuitModel, type CircuitModel } from '../circuit-model/circuit-model.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { type Box, shownCircuit, type ShownCircuit } from '../circuit-model/shown-circuit.ts';

/** A circuit together with the open and folded state of its groups. */
export class Scene {
  readonly model: CircuitModel;
  /** Undefined if gradients are not to be shown, or the root has none. */
  readonly gradients: RootGradients | undefined;
  /** True to write gradients as products. */
  readonly products: boolean;
  /** True to number the boxes. */
  readonly numbers: boolean;
  readonly #fold: boolean;
  readonly #toggled = new Set<string>();
  #shown: ShownCircuit | undefined = undefined;

  constructor({ roots, names, folds, gradients, fold, products, numbers }: Settings) {
    this.model = circuitModel(roots, names, folds);
    [this.products, this.numbers] = [products, numbers];
    this.gradients = gradients ? this.model.gradients : undefined;
    this.#fold = fold;
  }

  /** The visible boxes and wires. */
  get shown(): ShownCircuit {
    this.#shown ??= shownCircuit(this.model, group => this.#toggled.has(group) === this.#fold);
    return this.#shown;
  }

  /** Opens a folded group, or folds an open one. */
  toggle(group: string): void {
    if (!this.#toggled.delete(group)) this.#toggled.add(group);
    this.#shown = undefined;
  }

  box(id: string | undefined): Box | undefined {
    return this.shown.boxes.find(box => box.id === id);
  }

  /** Returns the box of a single node; undefined if the node is inside a folded group. */
  boxOf(node: Node): Box | undefined {
    return this.shown.boxes.find(({ kind, nodes }) => kind !== 'group' && nodes[0] === node);
  }

  /** Returns the box that shows a node: its own or its folded group’s. */
  boxWith(node: Node): Box | undefined {
    return this.shown.boxes.find(({ nodes }) => nodes.includes(node));
  }

  /** Returns the first box of a group: its own if it is folded, else that of its first node. */
  boxOfGroup(group: string): Box | undefined {
    return this.shown.boxes.find(box => box.group === group);
  }
}

/** The settings of a view, from the element’s properties and attributes. */
export interface Settings {
  /** The root, whose gradients are shown, followed by other nodes that its training steps compute. */
  readonly roots: readonly Node[];
  /** Names for unnamed nodes. */
  readonly names: Readonly<Record<string, Node>>;
  /** Nodes that can be folded into one box, by the name of the box. */
  readonly folds: Readonly<Record<string, readonly Node[]>>;
  /** True to show gradients. */
  readonly gradients: boolean;
  /** True if layers, backward pass and optimizer start folded. */
  readonly fold: boolean;
  /** True to scale the picture to its place at first. */
  readonly fit: boolean;
  /** True to write the gradient of a wire as upstream × local = downstream. */
  readonly products: boolean;
  /** True to number the boxes in topological order. */
  readonly numbers: boolean;
}
