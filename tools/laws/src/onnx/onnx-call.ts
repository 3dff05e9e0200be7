import { read, type Node } from '@thalweg/graph';
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from 'onnx-buf';
import { NotOffered } from './not-offered.ts';

/** Inputs of a node: values of earlier nodes, or nothing where an optional one is left out. */
export type OnnxInputs = readonly (Node | undefined)[];

/** Where a node is. */
export interface OnnxPlace {
  readonly opset: number;
  readonly inputs: OnnxInputs;
  /** Returns a value of the model. */
  readonly named: (name: string) => Node | undefined;
  /** Builds the outputs of a graph that is an attribute, on its inputs. */
  readonly within: (graph: GraphProto, inputs: readonly Node[]) => Node[];
}

/** A node of a model with its inputs, as a translation of its operator sees it. */
export class OnnxCall {
  readonly opset: number;
  readonly inputs: OnnxInputs;
  /** The outputs that the model names. */
  readonly outputs: readonly string[];
  readonly #attributes: ReadonlyMap<string, AttributeProto>;
  readonly #place: OnnxPlace;

  constructor(node: NodeProto, place: OnnxPlace) {
    const { opset, inputs } = place;
    this.opset = opset;
    this.inputs = inputs;
    this.#place = place;
    this.outputs = node.output;
    this.#attributes = new Map(node.attribute.map(each => [each.name, each]));
  }

  /** An input that every call of the operator has. */
  input(place: number): Node {
    const found = this.inputs[place];
    if (found === undefined) throw new Error(`Input ${place} is missing.`);
    return found;
  }

  /** The inputs that are there: all of an operator that takes any number of them. */
  all(): readonly Node[] {
    return this.inputs.map((_, place) => this.input(place));
  }

  /** The numbers of an input that says how to compute, such as a shape. */
  numbers(place: number): number[] | undefined {
    const found = this.inputs[place];
    return found && Array.from(read(found).data);
  }

  has(attribute: string): boolean {
    return this.#attributes.has(attribute);
  }

  integer(attribute: string, fallback: number): number {
    return Number(this.#attributes.get(attribute)?.i ?? fallback);
  }

  real(attribute: string, fallback: number): number {
    return this.#attributes.get(attribute)?.f ?? fallback;
  }

  text(attribute: string, fallback: string): string {
    const bytes = this.#attributes.get(attribute)?.s;
    return bytes === undefined ? fallback : new TextDecoder().decode(bytes);
  }

  integers(attribute: string): number[] | undefined {
    return this.#attributes.get(attribute)?.ints.map(Number);
  }

  reals(attribute: string): number[] | undefined {
    return this.#attributes.get(attribute)?.floats;
  }

  tensor(attribute: string): TensorProto | undefined {
    return this.#attributes.get(attribute)?.t;
  }

  /** A graph that is an attribute, as a function of its inputs. */
  graph(attribute: string): (inputs: readonly Node[]) => Node[] {
    const graph = this.#attributes.get(attribute)!.g!;
    return inputs => this.#place.within(graph, inputs);
  }

  /** A value that an attribute names. */
  named(name: string): Node {
    return this.#place.named(name)!;
  }

  /** Numbers that are an attribute in old models, and an input in new ones. */
  either(attribute: string, place: number): number[] | undefined {
    return this.integers(attribute) ?? this.numbers(place);
  }

  /** Throws {@link NotOffered} for a reason, if something holds. */
  refuse(reason: string, holds: boolean): void {
    if (holds) throw new NotOffered(reason);
  }
}
