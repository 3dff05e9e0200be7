import type { Node } from '@thalweg/graph';
import { circuitModel, type CircuitModel } from '../circuit-model/circuit-model.ts';
import { shownCircuit, type Box, type ShownCircuit } from '../circuit-model/shown-circuit.ts';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import type { Settings } from './settings.ts';

/** A circuit with what of it is open. */
export class Scene {
  readonly model: CircuitModel;
  /** Nothing where no gradients are to be shown, or the root has none. */
  readonly gradients: RootGradients | undefined;
  readonly #fold: boolean;
  readonly #turned = new Set<string>();
  #shown: ShownCircuit | undefined = undefined;

  constructor({ roots, names, gradients, fold }: Settings) {
    this.model = circuitModel(roots, names);
    this.gradients = gradients ? this.model.gradients : undefined;
    this.#fold = fold;
  }

  /** The boxes and wires on show. */
  get shown(): ShownCircuit {
    this.#shown ??= shownCircuit(this.model, group => this.#turned.has(group) === this.#fold);
    return this.#shown;
  }

  /** Opens a group that is folded, or folds one that is open. */
  turn(group: string): void {
    if (!this.#turned.delete(group)) this.#turned.add(group);
    this.#shown = undefined;
  }

  box(id: string | undefined): Box | undefined {
    return this.shown.boxes.find(box => box.id === id);
  }

  /** The box of a node, if it is not folded into another. */
  boxOf(node: Node): Box | undefined {
    return this.shown.boxes.find(({ kind, nodes }) => kind !== 'group' && nodes[0] === node);
  }

  /** The box of a node, or the one that it is folded into. */
  boxWith(node: Node): Box | undefined {
    return this.shown.boxes.find(({ nodes }) => nodes.includes(node));
  }

  /** The first box of a group: itself when folded, else the first of its nodes. */
  boxOfGroup(group: string): Box | undefined {
    return this.shown.boxes.find(box => box.group === group);
  }
}
