import { type Node, Register } from '@thalweg/graph';
import type { Wire } from '@thalweg/graph/wires';
import type { DType, Shape, Sizes } from '@thalweg/tensor';
import { type Block, Names } from './block.ts';
import { Constants, onnxType } from './constants.ts';

/** The graph that a part of a circuit is written into: operators, stored values, and the names of the wires' values. */
export class Emission {
  readonly block: Block;
  readonly model: ModelParts;
  readonly #values = new Map<Wire, string>();

  constructor(block: Block, model: ModelParts) {
    this.block = block;
    this.model = model;
  }

  get constants(): Constants {
    return this.model.constants;
  }

  /** An emission into a graph within this one, where no wire has a value yet. */
  within(): Emission {
    return new Emission(this.block.within(), this.model);
  }

  /** Gives a wire the name of its value. */
  set(wire: Wire, value: string): void {
    this.#values.set(wire, value);
  }

  /** The name of a wire's value. */
  valueOf(wire: Wire): string {
    return this.#values.get(wire)!;
  }

  has(wire: Wire): boolean {
    return this.#values.has(wire);
  }

  cast(value: string, from: DType | 'int64', to: DType | 'int64'): string {
    return from === to ? value : this.block.apply('Cast', [value], { to: { int: onnxType(to) } });
  }

  /** The size of an axis of a wire, as a vector of one. */
  size(wire: Wire, axis: number): string {
    const length = wire.shape[axis]!;
    if (typeof length === 'number') return this.constants.whole([length]);
    const source = this.#sourceOf(length, wire);
    const place = source === wire ? axis : source.shape.indexOf(length);
    return this.block.apply('Shape', [this.valueOf(source)], { start: { int: place }, end: { int: place + 1 } });
  }

  /** The size of an axis of a wire, as a number. */
  length(wire: Wire, axis: number): string {
    const length = wire.shape[axis]!;
    if (typeof length === 'number') return this.constants.position(length);
    return this.block.apply('Squeeze', [this.size(wire, axis)]);
  }

  /** The sizes of a shape, as a vector. Names are looked up in the shapes of other wires. */
  sizes(shape: Shape, likes: readonly Wire[]): string {
    const parts: (number[] | string)[] = [];
    for (const length of shape) {
      const last = parts.at(-1);
      if (typeof length === 'string') parts.push(this.#sizeOf(length, likes));
      else if (Array.isArray(last)) last.push(length);
      else parts.push([length]);
    }
    const vectors = parts.map(part => (typeof part === 'string' ? part : this.constants.whole(part)));
    if (vectors.length === 0) return this.constants.whole([]);
    return vectors.length === 1 ? vectors[0]! : this.block.apply('Concat', vectors, { axis: { int: 0 } }, 'shape');
  }

  /** A wire that a size comes from: its value may be needed anyway. Equal names are equal sizes within an operation. */
  #sourceOf(name: string, wire: Wire): Wire {
    for (let source = wire; ;) {
      const before = source.inputs.find(input => this.has(input) && input.shape.includes(name));
      if (before === undefined) return source;
      source = before;
    }
  }

  #sizeOf(name: string, likes: readonly Wire[]): string {
    for (const like of likes) {
      const axis = like.shape.indexOf(name);
      if (axis >= 0) return this.size(like, axis);
    }
    throw new Inexpressible(`the size '${name}' follows from no axis of its inputs`);
  }
}

/** A wire that ONNX cannot say, and the reason. */
interface Unsaid {
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

  #stored({ name, dtype, sourceValue }: Wire): string {
    const [{ data }, shape] = [sourceValue!.storage!, sourceValue!.shape as Sizes];
    return data.length <= 16 && name === 'constant'
      ? this.constants.numbers([...data], dtype, shape)
      : this.constants.store({ name, dtype, shape, data: data.slice() });
  }
}

/** True for a source that a model is fed: it is neither stored nor constant. */
export function isFed(wire: Wire): boolean {
  return wire.operation === undefined && !(wire instanceof Register) && (wire as Node).circuit !== undefined;
}

/** A reason why ONNX cannot say what a node computes. */
export class Inexpressible extends Error {}
