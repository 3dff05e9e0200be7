import type { DType, Shape, Sizes, TypedArray } from '@thalweg/tensor';
import { type LocalGradient, Node, nodeOf, type NodeRule } from '../node/node.ts';
import type { Kernel, LoopKernel } from '../wire/kernel.ts';
import { sameDtype } from './dtype-rules.ts';

/** A value as a user's own loop sees it: row-major elements and their sizes. */
export interface Elements {
  readonly data: TypedArray;
  readonly shape: Sizes;
}

/** A custom loop: writes every element of the output. */
export type Compute = (output: Elements, inputs: readonly Elements[]) => void;

/** The nodes that an operation takes. */
type InputsOf<F> = F extends (...inputs: infer I extends readonly Node[]) => Node ? Readonly<I> : readonly Node[];

/** The same of each of some nodes. */
type OfEach<I extends readonly unknown[], Part> = { readonly [K in keyof I]: Part };

/**
 * All that defines an operation, side by side.
 *
 * @typeParam F - its type as a function of nodes
 */
export interface OperationParts<F = (...inputs: Node[]) => Node> {
  readonly name: string;
  /** The output's shape from the inputs'; asked with names when a node is built, with sizes in a pass. Throws `ShapeError`. */
  readonly shape: (inputs: OfEach<InputsOf<F>, Shape>) => Shape;
  /** Gives sizes their one form, if the shape composes names; see `normalShape`. */
  readonly normal?: NodeRule['normal'];
  /** The output's dtype; by default all inputs must have one dtype, and it is that. Throws `DtypeError`. */
  readonly dtype?: (inputs: OfEach<InputsOf<F>, DType>) => DType;
  /** Its value: a loop, or a description that every runner can read. */
  readonly kernel: Kernel | ((output: Elements, inputs: OfEach<InputsOf<F>, Elements>) => void);
  /** Its local gradient; without one, asking for a gradient through it is an error. */
  readonly gradient?: (upstream: Node, inputs: OfEach<InputsOf<F>, Node>, output: Node) => ReturnType<LocalGradient>;
  /** The call that returns it, if it has arguments besides its inputs, or another name; see `NodeRule`. */
  readonly call?: (inputs: OfEach<InputsOf<F>, Node>) => ReturnType<NonNullable<NodeRule['call']>>;
  /** The axis along which it adds up rows, its first input, at indices, its second input; see `sparseRows`. */
  readonly sparseAxis?: NodeRule['sparseAxis'];
  /** Returns the sum of terms, the first of which is a node of this operation, if there is a better form than a dense one. */
  readonly accumulate?: NodeRule['accumulate'];
  /** Returns the rows that the node is the sum of, if the operation makes all other elements zero. */
  readonly touched?: NodeRule['touched'];
  /** The numbers that its first input must have; see `inDomain`. */
  readonly domain?: NodeRule['domain'];
  /** The same operation at every position along a new first axis; see `NodeRule`. */
  readonly mapped?: NodeRule['mapped'];
  /** The sum of that over the new axis. */
  readonly mappedSum?: NodeRule['mappedSum'];
  /** The node at one step of a scan, for random numbers. */
  readonly atTime?: NodeRule['atTime'];
  /** Another counter of random numbers for each position. */
  readonly noiseAt?: NodeRule['noiseAt'];
  /** The way back from a root that depends on it, if that takes more than one backward pass. */
  readonly reverse?: NodeRule['reverse'];
}

/**
 * Defines an operation: shape rule, kernel and local gradient side by side. Its type as a function, such as `Unary`, gives types
 * to its result and to the inputs of its parts. Write it in front, or at the constant: `export const cube: Unary = operation({ … })`.
 *
 * @typeParam F - its type as a function of nodes
 *
 * @example
 * import type { Unary } from '@thalweg/graph';
 *
 * const cube = operation<Unary>({
 *   name: 'cube',
 *   shape: ([x]) => x,
 *   kernel: (y, [x]) => x.data.forEach((value, i) => { y.data[i] = value ** 3; }),
 *   gradient: (upstream, [x]) => [mul(upstream, mul(3, square(x)))],
 * });
 * const x = parameter([1, 2]); // Node<readonly [2]>, as cube(x)
 * read(gradient(sum(cube(x)), x)).toArray() // => [3, 12]
 */
export function operation<F extends (...inputs: never) => Node = (...inputs: Node[]) => Node>(
  parts: OperationParts<F>,
): F {
  // With as many inputs as it has, which its type checks.
  const given = parts as OperationParts<never> as OperationParts;
  const { name, shape, kernel, normal = (_, one) => one, dtype = sameDtype(name) } = given;
  const rule: NodeRule = { ...given, kernel: typeof kernel === 'function' ? opaque(kernel) : kernel };
  const apply = (...inputs: Node[]): Node => {
    for (const input of inputs) nodeOf(name, input);
    return new Node({
      name,
      shape: normal(name, shape(inputs.map(input => input.shape)), inputs),
      dtype: dtype(inputs.map(input => input.dtype)),
      inputs,
      rule,
    });
  };
  return apply as never;
}

/** A user's own loop: only the interpreter can run it. */
function opaque(compute: Compute): LoopKernel {
  return {
    kind: 'loop',
    bind: (output, inputs) => {
      const shapes = inputs.map(input => input.shape!);
      const shape = output.shape!;
      return () =>
        compute(
          { data: output.write(), shape },
          inputs.map((input, index) => ({ data: input.data, shape: shapes[index]! })),
        );
    },
  };
}
