import { isFloat, type Sizes, tensor, type Tensor, type TypedArray } from '@thalweg/tensor';
import { interpreter } from '../frame/executor.ts';
import { Frame } from '../frame/frame.ts';
import { failureOf } from '../frame/pass-result.ts';
import { Node } from '../node/node.ts';
import { rebuild, withInputs } from '../node/rebuild.ts';
import { SourceValue, sourceValueOf, Storage } from '../wire/source-value.ts';
import { inputsOf, needsValue, type Slot } from '../wire/wire.ts';

/** Computes nodes for other elements of a source, in its own frame: it writes nothing and emits nothing. */
export class Probe {
  readonly #frame: Frame;
  readonly #executor = interpreter();
  readonly #slots: readonly Slot[];

  constructor(outputs: readonly Node[], training: boolean) {
    this.#frame = new Frame({ training });
    this.#slots = outputs.map(node => this.#frame.demand(node));
    this.#frame.pass(this.#executor);
  }

  /** Returns the value of an output, or throws the error that prevented it. */
  value(output: number): Tensor {
    const slot = this.#slots[output]!;
    const failure = failureOf(slot);
    if (failure !== undefined) throw failure.error;
    return slot.observe();
  }

  /** Returns the value of a node; none if it has none here. */
  of(node: Node): Tensor | undefined {
    const slot = this.#frame.find(node);
    return slot?.status === 'ready' && slot.storage !== undefined ? slot.observe() : undefined;
  }

  /** Returns the first output, a scalar, for other elements of a source. */
  at(source: Node, elements: TypedArray, shape: Sizes): number {
    const slot = this.#frame.find(source);
    slot?.feed(new Storage(elements, true, true), shape);
    this.#frame.pass(this.#executor);
    slot?.feed();
    return this.value(0).item();
  }

  close(): void {
    this.#frame.close();
  }
}

/**
 * Returns the nodes between sources and a loss that a gradient treats as constants: what has no local gradient for any
 * input, as `stopGradient`, `floor` and `sign` have none, and what is not float. Those that only such nodes read are
 * not listed.
 */
export function heldNodes(loss: Node, sources: readonly Node[], training: boolean): Node[] {
  const varied = variedNodes(loss, sources, training);
  const found = new Set<Node>([loss]);
  const held: Node[] = [];
  for (const node of found) {
    if (!varied.has(node) || node.operation === undefined) continue;
    if (passesNothing(node)) held.push(node);
    else for (const input of inputsOf(node, training)) found.add(input);
  }
  return held;
}

/** Returns a root in which some nodes keep their values. */
export function holding(root: Node, values: ReadonlyMap<Node, Tensor>): Node {
  const known = new Map<Node, Node>();
  for (const [node, value] of values) {
    const { name, shape, dtype } = node;
    known.set(node, new Node({ name, shape, dtype, sourceValue: sourceValueOf(value, true) }));
  }
  return rebuild(root, known, { inputsOf: ({ inputs }) => inputs, build: withInputs });
}

/** Returns true if an operation contributes to the gradient of none of its inputs, and intends that. */
export function passesNothing(node: Node): boolean {
  const { operation, inputs, dtype } = node;
  if (!isFloat(dtype)) return true;
  if (operation?.gradient === undefined || inputs.length === 0) return false;
  return operation.gradient(node, inputs, node).every(adjoint => adjoint === undefined);
}

/** The nodes below a loss whose values depend on a source's, and these sources. */
function variedNodes(loss: Node, sources: readonly Node[], training: boolean): Set<Node> {
  const all = new Set<Node>([loss]);
  for (const node of all) for (const input of inputsOf(node, training)) all.add(input);
  const varied = new Set<Node>(sources);
  for (const node of [...all].sort((a, b) => a.height - b.height))
    if (node.inputs.some((input, position) => varied.has(input) && needsValue(node, position))) varied.add(node);
  return varied;
}

/**
 * Returns a function from nodes to the same formulas in float64, each node once: what is float32 is built anew, over copies of
 * its sources' values, with the bodies of scans. All else, such as indices, counters and what is float64 throughout, stays what it is.
 */
export function float64Copy(valueOf: (source: Node) => Tensor | undefined): (node: Node) => Node {
  const known = new Map<Node, Node>();
  const build = (node: Node, inputs: readonly Node[]): Node => {
    const { name, shape, operation } = node;
    const isSingle = node.dtype === 'float32';
    if (!isSingle && inputs.every((input, position) => input === node.inputs[position])) return node;
    if (operation?.copied !== undefined) return operation.copied(node, inputs, copyOf);
    const dtype = isSingle ? 'float64' : node.dtype;
    if (operation !== undefined) return new Node({ name, shape, dtype, inputs, operation });
    const value = valueOf(node);
    const doubled = value && tensor(Float64Array.from(value.data), { shape: value.shape as Sizes });
    return new Node({
      name,
      shape,
      dtype,
      sourceValue: doubled ? sourceValueOf(doubled, true) : new SourceValue(dtype),
    });
  };
  const copyOf = (node: Node): Node => rebuild(node, known, { inputsOf: ({ inputs }) => inputs, build });
  return copyOf;
}
