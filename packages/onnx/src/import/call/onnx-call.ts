import { read, type Node } from '@thalweg/graph';
import { sizeOf, type Sizes } from '@thalweg/tensor';
import { decodeUtf8 } from '@thalweg/tensor/engine';
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from 'onnx-buf';
import { type Contents, isConstant, isQuick, type Size } from './size-arithmetic.ts';
import { NotOffered, notKnown } from './not-offered.ts';

/** Inputs of a node: values of earlier nodes, or nothing where an optional one is left out. */
export type OnnxInputs = readonly (Node | undefined)[];

/** The surroundings of a node in its model. */
export interface OnnxPlace {
  readonly opset: number;
  readonly inputs: OnnxInputs;
  /** True if batch norms train. */
  readonly trainsNorms: boolean;
  /** Returns a value of the model. */
  readonly named: (name: string) => Node | undefined;
  /** Builds the outputs of a graph that is an attribute, on its inputs. */
  readonly within: (graph: GraphProto, inputs: readonly Node[]) => Node[];
  /** Returns the elements that are known when the circuit is built. */
  readonly contentsOf: (node: Node) => Contents | undefined;
  /** Returns true for a value of the graphs around the node. */
  readonly isAround: (node: Node) => boolean;
  /** Returns the dtype that the file has for a stored value or an input. */
  readonly typeOf: (name: string) => number | undefined;
  /** Values that have the axes with names. */
  readonly likes: readonly Node[];
  /** Returns the number of elements that all nodes of the model have made, with some more. */
  readonly madeWith: (count: number) => number;
}

/** As many elements, windows or turns are made at once while a circuit is built. */
const MOST = 2 ** 20;

/** As many are made for all nodes together: half a gigabyte. */
const MOST_OF_ALL = 2 ** 27;

/** A node of a model with its inputs, as the function that builds its outputs sees it. */
export class OnnxCall {
  /** The version of ONNX's operators. */
  readonly opset: number;
  readonly inputs: OnnxInputs;
  /** The names of the outputs. */
  readonly outputs: readonly string[];
  /** The names of the inputs. */
  readonly #names: readonly string[];
  /** Values that have the axes with names: for the option `like` of operations. */
  readonly likes: readonly Node[];
  /** True if batch norms use the statistics of the batch in training, and move the running ones. */
  readonly trainsNorms: boolean;
  readonly #attributes: ReadonlyMap<string, AttributeProto>;
  readonly #place: OnnxPlace;

  /** Takes a node of a file, and where it is. */
  constructor(node: NodeProto, place: OnnxPlace) {
    const { opset, inputs, likes, trainsNorms } = place;
    this.opset = opset;
    this.trainsNorms = trainsNorms;
    this.inputs = inputs;
    this.likes = likes;
    this.#place = place;
    this.outputs = node.output;
    this.#names = node.input;
    this.#attributes = new Map(node.attribute.map(each => [each.name, each]));
  }

  /** Returns an input that every call of the operator has. */
  input(place: number): Node {
    const found = this.inputs[place];
    if (found === undefined) throw new NotOffered(`its input ${place} is missing`, 'file');
    return found;
  }

  /** Returns the inputs that are there: all of an operator that takes any number of them. */
  all(): readonly Node[] {
    return this.inputs.map((_, place) => this.input(place));
  }

  /**
   * Returns the numbers of an input that says how to compute, such as positions; nothing if it is left out. It throws for
   * one that is not known when the circuit is built.
   */
  numbers(place: number): number[] | undefined {
    const found = this.inputs[place];
    if (found === undefined) return undefined;
    const items = this.#place.contentsOf(found)?.items;
    if (items?.every(item => typeof item === 'number') === true) return items as number[];
    if (!isConstant(found)) throw this.#unknown(found, place);
    this.limit('elements of an input that says how to compute', sizeOf(found.shape as Sizes));
    this.refuse(`its input ${place} takes too long to compute while the circuit is built`, !isQuick(found));
    return Array.from(read(found).data);
  }

  /** As `numbers`, of an input that the operator always has. */
  given(place: number): number[] {
    this.input(place);
    return this.numbers(place)!;
  }

  /** As `numbers`, of sizes: names stand for those that are known in a pass. */
  sizes(place: number): Size[] | undefined {
    const found = this.inputs[place];
    const items = found && this.#place.contentsOf(found)?.items;
    return items === undefined ? this.numbers(place) : [...items];
  }

  /** Returns true if a node has an attribute. */
  has(attribute: string): boolean {
    return this.#attributes.has(attribute);
  }

  /** Returns an attribute that is a whole number. */
  integer(attribute: string, fallback: number): number {
    return Number(this.#attributes.get(attribute)?.i ?? fallback);
  }

  /** Returns an attribute that is a number. */
  real(attribute: string, fallback: number): number {
    return this.#attributes.get(attribute)?.f ?? fallback;
  }

  /** Returns an attribute that is a word. */
  text(attribute: string, fallback: string): string {
    const bytes = this.#attributes.get(attribute)?.s;
    return bytes === undefined ? fallback : wordOf(bytes);
  }

  /** Returns an attribute that is a list of whole numbers. */
  integers(attribute: string): number[] | undefined {
    return this.#attributes.get(attribute)?.ints.map(Number);
  }

  /** Returns an attribute that is a list of numbers. */
  reals(attribute: string): number[] | undefined {
    return this.#attributes.get(attribute)?.floats;
  }

  /** Returns an attribute that is a list of words. */
  texts(attribute: string): string[] | undefined {
    return this.#attributes.get(attribute)?.strings.map(wordOf);
  }

  /** Returns an attribute that is a stored tensor. */
  tensor(attribute: string): TensorProto | undefined {
    return this.#attributes.get(attribute)?.t;
  }

  /** Returns a graph that is an attribute, as a function of its inputs. */
  graph(attribute: string): (inputs: readonly Node[]) => Node[] {
    const graph = this.#attributes.get(attribute)?.g;
    if (graph === undefined) throw new NotOffered(`its graph ${attribute} is missing`, 'file');
    return inputs => this.#place.within(graph, inputs);
  }

  /** Returns the dtype of ONNX that an input has, if it is stored or an input of the model. */
  typeOf(place: number): number | undefined {
    return this.#place.typeOf(this.#names[place] ?? '');
  }

  /** Returns true for a value that was there before the graphs of this node were built. */
  isAround(node: Node): boolean {
    return this.#place.isAround(node);
  }

  /** Returns a value that an attribute names. */
  named(name: string): Node {
    const found = this.#place.named(name);
    if (found === undefined) throw new NotOffered(`its value '${name}' is missing`, 'file');
    return found;
  }

  /** Returns numbers that are an attribute in old models, and an input in new ones. */
  either(attribute: string, place: number): number[] | undefined {
    return this.integers(attribute) ?? this.numbers(place);
  }

  /** As `either`, of numbers that the operator always has. */
  required(attribute: string, place: number): number[] {
    const found = this.either(attribute, place);
    if (found === undefined) throw new NotOffered(`${attribute} is missing`, 'file');
    return found;
  }

  /** Refuses the node for a reason, if something holds. */
  refuse(reason: string, holds: boolean): void {
    if (holds) throw new NotOffered(reason);
  }

  /** Refuses the node if so many things would be made for it while the circuit is built. */
  limit(things: string, count: number, most: number = MOST): void {
    if (!(count <= most)) throw new NotOffered(`at most ${most} ${things}, not ${count}`);
    if (this.#place.madeWith(count) > MOST_OF_ALL) throw new NotOffered(`at most ${MOST_OF_ALL} ${things} and the like in all nodes`, 'limit'); // prettier-ignore
  }

  #unknown(node: Node, place: number): NotOffered {
    return notKnown(node, `its input ${place}`);
  }
}

function wordOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    throw new NotOffered('a word is no UTF-8', 'file');
  }
}
