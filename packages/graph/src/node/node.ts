import { type DType, printShape, type Shape, type Tensor } from '@thalweg/tensor';
import { functionOf, printed } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import { GraphError } from '../errors/graph-error.ts';
import { type Circuit, LiveFrame } from '../frame/circuit.ts';
import { boundedShape } from '../shape/shapes.ts';
import type { Cell } from '../wire/cell.ts';
import type { Limits, Rule, Wire, Write } from '../wire/wire.ts';

/** The local gradient of an operation: the adjoint of each input, from the adjoint of the output. */
export type LocalGradient = (upstream: Node, inputs: readonly Node[], output: Node) => readonly (Node | undefined)[];

/** A node of an operation on other inputs. */
export type Mapping = (inputs: readonly Node[]) => Node;

/** A call of an operation: its name, or that of a part of what it returns as in `topK.indices`, and its arguments. */
export type Call = readonly [operation: string, ...args: unknown[]];

/** The computation of a node from its inputs, and its gradient back to them. */
export interface NodeRule extends Rule {
  /**
   * Returns the call that makes this node again, from its inputs and plain values. A file keeps this call. By default it calls
   * the operation of the rule's name with the inputs.
   */
  readonly call?: ((inputs: readonly Node[]) => Call) | undefined;
  /** Absent where there is no gradient; an input without a contribution is `undefined`. */
  readonly gradient?: LocalGradient | undefined;
  /** The axis along which the node adds up rows, its first input, at indices, its second input; see `sparseRows`. */
  readonly sparseAxis?: number | undefined;
  /** Returns the sum of terms, the first of which is a node of this rule, if there is a better form than a dense one. */
  readonly accumulate?: ((terms: readonly Node[]) => Node | undefined) | undefined;
  /** Returns the rows that the node is the sum of, if the operation makes all other elements zero. */
  readonly touched?: ((node: Node) => Touched) | undefined;
  /**
   * Returns the same operation for all positions along a new first axis at once. The inputs that are mapped have this axis in
   * addition. If it is absent or returns `undefined`, each position is computed separately.
   */
  readonly mapped?: ((isMapped: readonly boolean[]) => Mapping | undefined) | undefined;
  /** Returns the sum of `mapped` over the new axis, if there is a better way than to add its values up. */
  readonly mappedSum?: ((isMapped: readonly boolean[]) => Mapping | undefined) | undefined;
  /**
   * Returns the node at one step of a scan, for random numbers and for scans that draw some. `time` is the position of the
   * step; without it, all steps draw the same numbers.
   */
  readonly atTime?: ((node: Node, time: Node | undefined) => Node) | undefined;
  /** Returns another counter of random numbers for each position, for a counter that nothing else reads. */
  readonly noiseAt?: ((node: Node, time: Node) => Node) | undefined;
  /** The node over other inputs, with copies of the nodes that the rule itself holds, as a scan holds a body. */
  readonly copied?: ((node: Node, inputs: readonly Node[], copyOf: (held: Node) => Node) => Node) | undefined;
  /** Builds the backward pass of a root that depends on the node, if that takes more than one pass. */
  readonly reverse?: ((root: Node, seed: Node) => Reverse) | undefined;
}

/** The rows of a table that a gradient touches, each once. An elementwise rule reads no other rows. */
export interface Touched {
  /** For each of these rows, the sum of its gradients. */
  readonly rows: Node;
  /** The same rows of a register of the table's shape. */
  readonly of: (register: Writable) => Writable;
  /** Rows in their places, zero elsewhere, in the table's shape. */
  readonly spread: (rows: Node) => Node;
}

/** A node that a rule can write: a register, or a view of one, such as some of its rows. */
export interface Writable<S extends Shape = Shape> extends Node<S> {
  /** The register that a view reads; a register has none, it is its own target. */
  readonly target: Target | undefined;
}

/** The register that a view reads, and the effect of writing through the view. */
export interface Target {
  readonly register: Node;
  /** The nodes that a write depends on besides the next value. */
  readonly inputs: readonly Node[];
  readonly write?: Write | undefined;
  /** Another register of the same shape in the same view. */
  readonly as: (register: Node) => Writable;
}

/** The backward pass from one node, in one mode. */
export interface BackwardPass {
  /** Returns true if the root depends on a node. */
  reaches(node: Node): boolean;
  /** The adjoint of a node, ∂root/∂node; `undefined` where it is zero. */
  at(node: Node): Node | undefined;
  /** The terms of the sum that is a node's adjoint: one for each use. */
  terms(node: Node): Node[];
  /** The contribution of a node to the adjoint of each of its inputs; `undefined` where it is zero. */
  inputAdjoints(consumer: Node): readonly (Node | undefined)[];
}

/** The backward pass from one node, in whichever mode a frame runs. */
export interface Reverse {
  readonly training: BackwardPass;
  /** The adjoint of a node, ∂root/∂node. Throws `GraphError` if the root does not depend on it. */
  at<S extends Shape>(node: Node<S>): Node<S>;
}

/** The parts that a node is built from. */
export interface NodeParts<S extends Shape> {
  readonly name: string;
  readonly shape: S;
  readonly dtype: DType;
  readonly inputs?: readonly Node[];
  readonly rule?: NodeRule;
  readonly cell?: Cell;
  readonly register?: Node;
  readonly circuit?: Circuit | undefined;
}

/**
 * A wire of a dataflow graph, and an observable of its values: a subscriber gets the present value at once, if there
 * is one, and then every new one, once per pass. It holds no value and knows no consumer.
 */
export class Node<S extends Shape = Shape> extends Observable<Tensor<S>> implements Wire {
  /** The sizes of its values; a name stands for a size known only in a pass. */
  readonly shape: S;
  readonly name: string;
  readonly dtype: DType;
  readonly height: number;
  readonly inputs: readonly Node[];
  readonly rule: NodeRule | undefined;
  readonly cell: Cell | undefined;
  readonly register: Node | undefined;
  /** The circuit it belongs to; none for what depends on constants only. */
  readonly circuit: Circuit | undefined;
  /** The node whose local gradient built this one: errors name it. */
  forward: Node | undefined = undefined;
  /** The limits of the graph from a file that it is a part of. */
  limits: Limits | undefined = undefined;
  /** The backward pass from this node, shared by all who ask for it. */
  reverse: Reverse | undefined = undefined;

  constructor(parts: NodeParts<S>) {
    super(subscriber => {
      const live = this.circuit === undefined ? new LiveFrame() : this.circuit.live;
      live.attach(this, subscriber as Subscriber<Tensor>);
    });
    this.shape = boundedShape(parts.name, parts.shape);
    this.name = parts.name;
    this.dtype = parts.dtype;
    this.inputs = parts.inputs ?? [];
    this.rule = parts.rule;
    this.cell = parts.cell;
    this.register = parts.register;
    this.height = this.inputs.reduce((height, input) => Math.max(height, input.height + 1), 0);
    this.circuit = parts.circuit ?? circuitOf(this.inputs);
  }

  /** Applies layers, operations and RxJS operators, one after another. */
  // Thirteen steps to twenty-four. It stands first: the inference of RxJS's `combineLatest` reads the last signatures.
  // prettier-ignore
  override pipe<A, B, C, D, E, F, G, H, I, J, K, L, M, N = M, O = N, P = O, Q = P, R = Q, S = R, T = S, U = T, V = U, W = V, X = W>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
    g: PipeStep<F, G>,
    h: PipeStep<G, H>,
    i: PipeStep<H, I>,
    j: PipeStep<I, J>,
    k: PipeStep<J, K>,
    l: PipeStep<K, L>,
    m: PipeStep<L, M>,
    n?: PipeStep<M, N>,
    o?: PipeStep<N, O>,
    p?: PipeStep<O, P>,
    q?: PipeStep<P, Q>,
    r?: PipeStep<Q, R>,
    s?: PipeStep<R, S>,
    t?: PipeStep<S, T>,
    u?: PipeStep<T, U>,
    v?: PipeStep<U, V>,
    w?: PipeStep<V, W>,
    x?: PipeStep<W, X>,
  ): NoInfer<X>;
  override pipe(): this;
  override pipe<A>(a: PipeStep<this, A>): A;
  override pipe<A, B>(a: PipeStep<this, A>, b: PipeStep<A, B>): B;
  override pipe<A, B, C>(a: PipeStep<this, A>, b: PipeStep<A, B>, c: PipeStep<B, C>): C;
  override pipe<A, B, C, D>(a: PipeStep<this, A>, b: PipeStep<A, B>, c: PipeStep<B, C>, d: PipeStep<C, D>): D;
  override pipe<A, B, C, D, E>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
  ): E;
  override pipe<A, B, C, D, E, F>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
  ): F;
  override pipe<A, B, C, D, E, F, G>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
    g: PipeStep<F, G>,
  ): G;
  override pipe<A, B, C, D, E, F, G, H>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
    g: PipeStep<F, G>,
    h: PipeStep<G, H>,
  ): H;
  override pipe<A, B, C, D, E, F, G, H, I>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
    g: PipeStep<F, G>,
    h: PipeStep<G, H>,
    i: PipeStep<H, I>,
  ): I;
  override pipe<A, B, C, D, E, F, G, H, I, J>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
    g: PipeStep<F, G>,
    h: PipeStep<G, H>,
    i: PipeStep<H, I>,
    j: PipeStep<I, J>,
  ): J;
  override pipe<A, B, C, D, E, F, G, H, I, J, K>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
    g: PipeStep<F, G>,
    h: PipeStep<G, H>,
    i: PipeStep<H, I>,
    j: PipeStep<I, J>,
    k: PipeStep<J, K>,
  ): K;
  override pipe<A, B, C, D, E, F, G, H, I, J, K, L>(
    a: PipeStep<this, A>,
    b: PipeStep<A, B>,
    c: PipeStep<B, C>,
    d: PipeStep<C, D>,
    e: PipeStep<D, E>,
    f: PipeStep<E, F>,
    g: PipeStep<F, G>,
    h: PipeStep<G, H>,
    i: PipeStep<H, I>,
    j: PipeStep<I, J>,
    k: PipeStep<J, K>,
    l: PipeStep<K, L>,
  ): L;
  override pipe(...steps: (((x: never) => unknown) | undefined)[]): unknown {
    return steps.reduce<unknown>((x, step) => functionOf('pipe', 'each step', step)!(x as never), this);
  }

  override toString(): string {
    return `${this.name} ${this.dtype} ${printShape(this.shape)}`;
  }
}

function circuitOf(inputs: readonly Node[]): Circuit | undefined {
  let circuit: Circuit | undefined;
  for (const input of inputs) {
    if (input.circuit === undefined) continue;
    if (circuit === undefined) circuit = input.circuit;
    else circuit.join(input.circuit);
  }
  return circuit;
}

/**
 * A step of a pipe: a layer, an operation or an operator of RxJS. Where a layer cannot take its input, the shape that it returns
 * is a message, which the first line of the compile error then shows. A condition on `A` would say the same, but the compiler
 * could not decide it in functions that are generic in the shape.
 */
type PipeStep<X, A> = (x: X) => A & Fits;

/** Everything but a node whose shape is a message. */
interface Fits {
  readonly shape?: { readonly length: number; readonly '⚠'?: undefined };
  // Without a property that everything has, the compiler would refuse observables, which share none with it.
  toString(): string;
}

/**
 * Returns a value that must be a node.
 *
 * - **Throws** `GraphError` for anything else
 */
export function nodeOf<N extends Node>(subject: string, value: N): N {
  if (value instanceof Node) return value;
  const advice =
    typeof value === 'function'
      ? 'Call it, if it makes a step of a pipe: tanh(), not tanh.'
      : 'Wrap a value with constant(…).';
  throw new GraphError(subject, 'inputs must be nodes', printed(value), advice);
}
