import { ContractError, type DType, type Shape, ShapeError, sizeOf, type Sizes } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Node } from '../node/node.ts';
import { BodyShapes } from '../scan/body.ts';
import { sizeOfNames } from '../shape/size-name.ts';
import type { Kernel, KnownLoop } from '../wire/kernel.ts';
import type { LoopBody } from '../wire/loops.ts';
import { inputsOf, type Limits, type Sized, type Wire } from '../wire/wire.ts';

/** The most that a pass of a graph from a file may take. `Infinity` lifts a limit. */
export interface GraphLimits {
  /** The elements of one value; 2²⁸ by default, 1 GiB of float32. */
  readonly elements?: number | undefined;
  /**
   * The bytes of all values that a pass computes and stores, without parameters; a scan counts with one of its steps. 1 GiB by
   * default.
   */
  readonly bytes?: number | undefined;
  /**
   * The elements that a pass reads or writes, plus its multiplications in products and convolutions; scans count with all of
   * their steps. 2⁴⁰ by default, some minutes.
   */
  readonly operations?: number | undefined;
}

type Counts = Readonly<Record<keyof GraphLimits, number>>;

/** Limits that a server can live with. */
const DEFAULTS: Counts = { elements: 2 ** 28, bytes: 2 ** 30, operations: 2 ** 40 };

const BYTES: Readonly<Record<DType, number>> = { float32: 4, float64: 8, int32: 4, bool: 1 };

/** Returns the limits of an option. Throws `ContractError` for one that is no number from 1 on. */
export function limitsOf(subject: string, given: GraphLimits | undefined): Counts {
  const limits = optionsOf(subject, given, DEFAULTS);
  for (const [name, limit] of Object.entries(limits))
    if (typeof limit !== 'number' || !(limit >= 1))
      throw new ContractError(subject, `limits.${name} must be a number from 1 on`, String(limit), 'Leave it out for the default, or try Infinity.'); // prettier-ignore
  return limits;
}

/**
 * Limits the passes of a graph, and checks it at once with a size of 1 for each name.
 *
 * - **Throws** `ShapeError` for a graph that takes more, with the node that exceeds a limit
 */
export function limitGraph(roots: readonly Node[], limits: Counts): void {
  const own = new PassLimits(limits);
  for (const node of allBelow(roots)) node.limits = own;
  own.checkGraph(roots);
}

/** All nodes below some, those in the bodies of scans included. */
function allBelow(roots: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(roots);
  for (const node of found) {
    const loop = loopOf(node);
    const held = loop?.loop === 'scan' ? loop.parameters.next : loop?.loop === 'scanPart' && 'stack' in loop.parameters ? [loop.parameters.stack] : []; // prettier-ignore
    for (const one of [...node.inputs, ...(held as readonly Node[]), ...(node.register ? [node.register] : [])]) found.add(one); // prettier-ignore
  }
  return found;
}

function loopOf({ rule }: Wire): KnownLoop | undefined {
  const kernel = rule?.kernel;
  return kernel?.kind === 'loop' && kernel.loop !== undefined ? kernel : undefined;
}

/** The sizes of wires in a body, from those of the inputs of its scan. */
type SizesWithin = (body: LoopBody, inputs: readonly Sizes[]) => (wire: Wire) => Sizes;

/** The limits of one graph, which all of its nodes share. */
class PassLimits implements Limits {
  readonly #limits: Counts;

  constructor(limits: Counts) {
    this.#limits = limits;
  }

  /** Throws `ShapeError` for a graph that takes more than allowed where each name is a size of 1. */
  checkGraph(roots: readonly Node[]): void {
    const wires = new Set<Wire>(roots);
    for (const wire of wires) for (const input of inputsOf(wire, false)) wires.add(input);
    const total = new PassCount(this.#limits, () => sizesOfNames);
    for (const wire of [...wires].sort((a, b) => a.height - b.height)) {
      const error = total.add(wire, wire.inputs.map(sizesOfNames), sizesOfNames(wire));
      if (error !== undefined) throw error;
    }
  }

  check(slots: readonly Sized[], clock: number): void {
    const total = new PassCount(this.#limits, sizesInBody);
    let error: ShapeError | undefined;
    for (const slot of slots) {
      const { wire, inputs, shape, demands } = slot;
      if (wire.limits !== this || wire.rule === undefined || shape === undefined || demands === 0) continue;
      if (inputs.every(input => input.shape !== undefined))
        error ??= total.add(wire, inputs.map(input => input.shape!), shape, slot.inlined); // prettier-ignore
      if (error !== undefined) slot.refuse(error, clock);
    }
  }
}

const sizesOfNames = ({ shape }: { readonly shape: Shape }): Sizes => shape.map(sizeOfNames);

const sizesInBody: SizesWithin = (body, inputs) => wire =>
  (body as LoopBody & { readonly shapes: BodyShapes }).shapes.at(wire, inputs) as Sizes;

/** Adds up what the wires of a pass take. */
class PassCount {
  readonly #limits: Counts;
  readonly #within: SizesWithin;
  /** The wires of bodies that are counted already. */
  readonly #counted = new Set<Wire>();
  #bytes = 0;
  #operations = 0;

  constructor(limits: Counts, within: SizesWithin) {
    this.#limits = limits;
    this.#within = within;
  }

  /** Adds what a wire takes in each of some steps, and returns an error if that is too much. */
  add(wire: Wire, inputs: readonly Sizes[], output: Sizes, isInlined = false, steps = 1): ShapeError | undefined {
    const { rule } = wire;
    if (rule === undefined) return undefined;
    const elements = sizeOf(output);
    if (elements > this.#limits.elements)
      return excess(wire, output, `a value must have at most ${this.#limits.elements} elements`, 'elements');
    const loop = loopOf(wire);
    if (loop?.loop === 'scan') return this.#addBody(loop.parameters, loop.parameters.next as readonly Wire[], inputs, steps); // prettier-ignore
    const { kind } = rule.kernel;
    if (kind === 'elementwise' || kind === 'loop') {
      this.#bytes += isInlined ? 0 : elements * BYTES[wire.dtype];
      const read = Math.max(elements, ...inputs.map(sizeOf));
      this.#operations += (read + (multiplyAddsOf(rule.kernel, inputs, output) ?? 0)) * steps;
    }
    if (this.#bytes > this.#limits.bytes)
      return excess(wire, output, `all values of a pass must have at most ${this.#limits.bytes} bytes`, 'bytes');
    if (this.#operations > this.#limits.operations)
      return excess(wire, output, `a pass must take at most ${this.#limits.operations} operations`, 'operations');
    if (loop?.loop !== 'scanPart' || !('stack' in loop.parameters)) return undefined;
    const scan = loopOf(wire.inputs[0]!) as KnownLoop<'scan'>;
    return this.#addBody(scan.parameters, [loop.parameters.stack as Wire], inputs.slice(1), steps);
  }

  /** Adds what some wires of a body take, and all below them. */
  #addBody(body: LoopBody, roots: readonly Wire[], inputs: readonly Sizes[], steps: number): ShapeError | undefined {
    const sizes = this.#within(body, inputs);
    const inside = steps * inputs[body.carries.length]![0]!;
    const wires = new Set(roots.filter(wire => !this.#counted.has(wire)));
    for (const wire of wires) {
      this.#counted.add(wire);
      const error = this.add(wire, wire.inputs.map(sizes), sizes(wire), false, inside);
      if (error !== undefined) return error;
      for (const input of wire.inputs) if (!this.#counted.has(input)) wires.add(input);
    }
    return undefined;
  }
}

function excess({ name }: Wire, sizes: Sizes, requirement: string, limit: keyof Counts): ShapeError {
  return new ShapeError(name, [sizes], requirement, `If you trust the file, load it with { limits: { ${limit}: … } }.`);
}

/**
 * Returns the multiplications, each with its addition, of a product of matrices or a convolution with these sizes, from its
 * description. Multiplications of padding count, and so do those of all steps of a scan, whichever results are wanted. Returns
 * 0 for all other kernels, and `undefined` for a user’s own loop, whose cost nobody knows.
 */
export function multiplyAddsOf(kernel: Kernel, inputs: readonly Sizes[], output: Sizes): number | undefined {
  if (kernel.kind !== 'loop') return 0;
  switch (kernel.loop) {
    case undefined:
      return undefined;
    case 'contraction':
      return sizeOf(output) * inputs[0]!.at(-1)!;
    case 'convolution': {
      // Whichever side is computed, each output element meets each element of its filter.
      const { side } = kernel.parameters;
      const weights = side === 'weights' ? output : inputs[1]!;
      const result = side === 'output' ? output : inputs[side === 'input' ? 0 : 1]!;
      return sizeOf(result) * sizeOf(weights.slice(0, -1));
    }
    case 'scan':
      return inAllSteps(kernel.parameters, inputs);
    default:
      return 0;
  }
}

/** The multiply-adds of the body of a scan, times the number of steps. */
function inAllSteps(body: LoopBody, inputs: readonly Sizes[]): number | undefined {
  const shapes = new BodyShapes(body);
  const wires = new Set<Wire>(body.next);
  for (const wire of wires) for (const input of wire.inputs) wires.add(input);
  const sizes = (wire: Wire): Sizes => shapes.at(wire, inputs) as Sizes;
  let total = 0;
  for (const wire of wires) {
    if (wire.rule === undefined) continue;
    const own = multiplyAddsOf(wire.rule.kernel, wire.inputs.map(sizes), sizes(wire));
    if (own === undefined) return undefined;
    total += own;
  }
  return total * inputs[body.carries.length]![0]!;
}
