import type { Node } from '@thalweg/graph';
import { circuitModel, type CircuitModel } from '../circuit-model/circuit-model.ts';
import { shownCircuit, type Box, type ShownCircuit } from '../circuit-model/shown-circuit.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import type { Settings } from './settings.ts';

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
