import { isFloat } from '@thalweg/tensor';
import { Backward } from '../gradient/backward.ts';
import { Node } from '../node/node.ts';
import { rebuild, withInputs } from '../node/rebuild.ts';
import { add } from '../operations/add.ts';
import { fillLike } from '../operations/fill-like.ts';
import { constant } from '../sources/constant.ts';
import { bodyOf, Loop, type NodeBody, type NodePart, type PartAdjoint, partOf } from './loop.ts';
import { type LoopNodes, type LoopDefinition, placeholder, type LoopCarry, type LoopSlice } from './loop-definition.ts';

/** The backward pass of a scan: a loop in the other direction, and what its results are to the inputs of the scan. */
export interface ReverseLoop {
  readonly definition: LoopDefinition;
  /** The adjoints of the inputs of the scan. */
  readonly adjointsOf: (built: LoopNodes) => readonly (Node | undefined)[];
}

/** Returns the backward pass of a scan, from the upstream gradients of its results. */
export function reverseLoop(scan: Node, upstreams: readonly PartAdjoint[]): ReverseLoop {
  const body = bodyOf(scan);
  const carried = body.carries.flatMap((carry, number) => (isFloat(carry.dtype) ? [{ carry, number }] : []));
  const adjoints = carried.map(({ carry, number }) => ({
    placeholder: standInFor(carry),
    init: total(upstreams.flatMap(({ part, upstream }) => ('last' in part && part.last === number ? [upstream] : []))) ?? fillLike(scan.inputs[number]!, 0), // prettier-ignore
  }));
  const stacked = upstreams.flatMap(({ part, upstream }) =>
    'stack' in part ? [{ node: part.stack, placeholder: standInFor(part.stack), stack: upstream }] : [],
  );
  const root = rootOf(
    [...carried.map(({ number }) => body.next[number]!), ...stacked.map(({ node }) => node)],
    [...adjoints, ...stacked].map(one => one.placeholder),
  );
  const back = new Backward(root, constant(1, { dtype: root.dtype }), false);
  const next = carried.map(({ carry }, n) => back.at(carry) ?? fillLike(adjoints[n]!.placeholder, 0));
  const slices = body.slices.map(slice => (isFloat(slice.dtype) ? back.at(slice) : undefined));
  const captures = body.captures.map(capture => (isFloat(capture.dtype) ? back.terms(capture) : []));
  const residuals = new Residuals(scan, body, root);
  const outputs = slices.flatMap(slice => (slice === undefined ? [] : [residuals.replaced(slice)]));
  const first = body.carries.length + body.slices.length;
  const carries: LoopCarry[] = adjoints.map((one, n) => ({ ...one, next: residuals.replaced(next[n]!) }));
  const sums = captures.map((terms, n) => ({
    terms: terms.map(term => residuals.replaced(term)),
    like: scan.inputs[first + n]!,
  }));
  return {
    definition: {
      carries,
      slices: [...stacked, ...residuals.slices],
      outputs,
      sums,
      reverse: !body.reverse,
      recomputes: body.recomputes,
    },
    adjointsOf: built => {
      const last = body.carries.map((_, number) => built.last[carried.findIndex(one => one.number === number)]);
      let position = 0;
      return [
        ...last,
        ...slices.map(slice => (slice === undefined ? undefined : built.outputs[position++])),
        ...built.sums,
      ];
    },
  };
}

function standInFor({ name, shape, dtype }: Node): Node {
  return placeholder({ name: `∂${name}`, shape, dtype });
}

function total(terms: readonly Node[]): Node | undefined {
  return terms.length === 0 ? undefined : terms.reduce((sum, term) => add(sum, term) as Node);
}

/** One node that some others are inputs of, and that hands each of them an adjoint. */
function rootOf(nodes: readonly Node[], adjoints: readonly Node[]): Node {
  const dtype = nodes.find(node => isFloat(node.dtype))?.dtype ?? 'float32';
  const operation = { name: 'scan', kernel: { kind: 'alias' }, shape: () => [], gradient: () => adjoints } as const;
  return new Node({ name: 'scan', shape: [], dtype, inputs: nodes, operation });
}

/**
 * The values of the forward pass that the backward pass reads: those that the scan keeps, and what can be computed from these again for
 * less than it costs to keep.
 */
class Residuals {
  readonly slices: LoopSlice[];
  readonly #scan: Node;
  readonly #body: NodeBody;
  /** The nodes of the body. */
  readonly #forward: ReadonlySet<Node>;
  readonly #known: Map<Node, Node>;

  constructor(scan: Node, body: NodeBody, root: Node) {
    this.#scan = scan;
    this.#body = body;
    const forward = new Set(root.inputs);
    for (const node of forward) for (const input of node.inputs) forward.add(input);
    this.#forward = forward;
    const first = body.carries.length;
    // A slice that is not read costs nothing; the first one has the number of steps.
    this.slices = body.slices.map((slice, n) => ({ placeholder: placeholder(slice), stack: scan.inputs[first + n]! }));
    const captured = body.captures.map((capture, n): [Node, Node] => [capture, scan.inputs[first + body.slices.length + n]!]); // prettier-ignore
    this.#known = new Map([...captured, ...body.slices.map((slice, n): [Node, Node] => [slice, this.slices[n]!.placeholder])]); // prettier-ignore
  }

  /** A node of the backward pass, made of what the loop of the backward pass has. */
  replaced(node: Node): Node {
    const read = new Set<Node>();
    const seen = new Set([node]);
    for (const one of seen) {
      if (this.#isOfForward(one)) read.add(one);
      else for (const input of one.inputs) seen.add(input);
    }
    const provide = { inputsOf: (one: Node) => this.#inputsAgain(one), build: (one: Node, inputs: readonly Node[]) => this.#provided(one, inputs) }; // prettier-ignore
    for (const one of [...read].sort((a, b) => a.height - b.height)) rebuild(one, this.#known, provide);
    return rebuild(node, this.#known, { inputsOf: one => one.inputs, build: withInputs });
  }

  /** True for a node of the body, also for a result of a scan within it that only the backward pass wants. */
  #isOfForward(node: Node): boolean {
    const kernel = node.operation?.kernel;
    const isPart = kernel?.kind === 'loop' && kernel.loop === 'scanPart';
    return this.#forward.has(isPart ? node.inputs[0]! : node);
  }

  #inputsAgain(node: Node): readonly Node[] {
    return node.sourceValue?.complete !== true && this.#isComputedAgain(node) ? node.inputs : [];
  }

  /** A node of the body in the loop of the backward pass: itself if it is a constant, computed again, or kept. */
  #provided(node: Node, inputs: readonly Node[]): Node {
    if (node.sourceValue?.complete === true) return node;
    if (this.#isComputedAgain(node)) return withInputs(node, inputs);
    const kept = placeholder(node);
    this.slices.push({ placeholder: kept, stack: partIn(this.#scan, { stack: node }) });
    return kept;
  }

  /** True for a formula over values that are there; with `recomputes`, for all but carries. */
  #isComputedAgain(node: Node): boolean {
    if (this.#body.carries.includes(node)) return false;
    if (this.#body.recomputes) return true;
    return (
      node.operation!.kernel.kind === 'elementwise' &&
      node.inputs.every(input => this.#known.has(input) || input.sourceValue?.complete === true || this.#body.carries.includes(input)) // prettier-ignore
    );
  }
}

function partIn(scan: Node, part: NodePart): Node {
  return scan instanceof Loop ? scan.part(part) : partOf(scan, part);
}
