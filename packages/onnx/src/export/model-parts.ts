import { Register, type Node } from '@thalweg/graph';
import type { Wire } from '@thalweg/graph/engine';
import type { Sizes } from '@thalweg/tensor';
import { Constants } from './constants.ts';
import { Names } from './names.ts';

/** A wire that ONNX cannot say, and the reason. */
export interface Unsaid {
  readonly wire: Wire;
  readonly reason: string;
}

/** Parts that all graphs of a model share: names, stored values, sources, and the wires that ONNX cannot say. */
export class ModelParts {
  readonly opset: number;
  readonly names: Names = new Names();
  readonly constants: Constants = new Constants(this.names);
  /** By the name that is in place of the value. */
  readonly unsaid: Map<string, Unsaid> = new Map();
  readonly #sources = new Map<Wire, string>();

  constructor(opset: number) {
    this.opset = opset;
  }

  /** Gives an input its name. */
  addInput(wire: Wire): void {
    this.#sources.set(wire, wire.name);
  }

  /** Returns the name of a source's value: parameters, states and constants are stored, each once. */
  source(wire: Wire): string {
    let name = this.#sources.get(wire);
    if (name === undefined) this.#sources.set(wire, (name = this.#stored(wire)));
    return name;
  }

  /** Notes that a wire cannot be said, and returns a name in place of its value. */
  refuse(wire: Wire, reason: string): string {
    const name = `unsaid ${this.unsaid.size}`;
    this.unsaid.set(name, { wire, reason });
    return name;
  }

  #stored({ name, dtype, cell }: Wire): string {
    const [{ data }, shape] = [cell!.storage!, cell!.shape as Sizes];
    return data.length <= 16 && name === 'constant'
      ? this.constants.numbers([...data], dtype, shape)
      : this.constants.store({ name, dtype, shape, data: data.slice() });
  }
}

/** True for a source that a model is fed: it is neither stored nor constant. */
export function isFed(wire: Wire): boolean {
  return wire.rule === undefined && !(wire instanceof Register) && (wire as Node).circuit !== undefined;
}
