import { allocate, type Shape, sizeOf, type TypedArray } from '@thalweg/tensor';
import { interpreter } from '../frame/executor.ts';
import { type LocalGradient, Node, type NodeOperation } from '../node/node.ts';
import { withInputs } from '../node/rebuild.ts';
import type { KnownLoop, LoopInput, LoopKernel, LoopOutput, LoopResult } from '../wire/kernel.ts';
import type { LoopBody, LoopPart } from '../wire/loops.ts';
import { needsValue, type Slot } from '../wire/wire.ts';
import { BodyFrame, BodyShapes, type Carried, type Entry } from './body.ts';

/** The body of a scan, made of nodes. */
export interface NodeBody extends LoopBody {
  readonly carries: readonly Node[];
  readonly slices: readonly Node[];
  readonly captures: readonly Node[];
  readonly next: readonly Node[];
  /** True if only carries are kept for the gradient, and all else is computed again. */
  readonly recomputes: boolean;
  /** The sizes of its nodes. */
  readonly shapes: BodyShapes;
}

/** A scan: a node that has no elements. Its results are nodes that read it, computed by its loop as far as they are wanted. */
export class Loop extends Node {
  readonly #parts = new Map<Node | number, Node>();

  /** `outputs` are the wires of the body that are wanted besides the next carries. */
  constructor(
    body: NodeBody,
    inputs: readonly Node[],
    { outputs, gradient }: { readonly outputs: readonly Node[]; readonly gradient: LocalGradient },
  ) {
    super({
      name: 'scan',
      shape: [0],
      dtype: 'float32',
      inputs,
      operation: {
        name: 'scan',
        ...operationOf(body, shapeOnlyInputs(body, outputs)),
        gradient,
        copied,
        ...(inputs.some(({ operation }) => operation?.noiseAt) && { atTime }),
      },
    });
  }

  /** The node of a result; the same one for the same result. */
  part(part: NodePart): Node {
    const key = 'last' in part ? part.last : part.stack;
    let found = this.#parts.get(key);
    if (found === undefined) this.#parts.set(key, (found = partOf(this as Node, part)));
    return found;
  }
}

/** A scan that draws other random numbers at each step of a scan around it. */
function atTime(scan: Node, time: Node | undefined): Node {
  if (time === undefined) return scan;
  return withInputs(scan, scan.inputs.map(input => input.operation?.noiseAt?.(input, time) ?? input)); // prettier-ignore
}

/** A scan over copies of its inputs and of the nodes of its body. */
function copied(scan: Node, inputs: readonly Node[], copyOf: (held: Node) => Node): Node {
  const own = bodyOf(scan);
  const [carries, slices, captures, next] = [own.carries, own.slices, own.captures, own.next].map(nodes => nodes.map(copyOf)) as [Node[], Node[], Node[], Node[]]; // prettier-ignore
  const parts = { ...own, carries, slices, captures, next };
  const { shapeOnly = [] } = scan.operation!.kernel as KnownLoop<'scan'>;
  const operation = operationOf({ ...parts, shapes: new BodyShapes(parts) }, shapeOnly);
  const { name, shape, dtype } = scan;
  return new Node({ name, shape, dtype, inputs, operation: { ...scan.operation!, ...operation } });
}

/** The part of the operation of a scan that follows from its body. */
function operationOf(body: NodeBody, shapeOnly: readonly number[]): Pick<NodeOperation, 'kernel' | 'shape'> {
  return {
    kernel: scanning(body, shapeOnly),
    shape: all => {
      // Finds out whether the sizes fit.
      for (const next of body.next) body.shapes.at(next, all);
      return [0];
    },
  };
}

/** The body of a scan. */
export function bodyOf(scan: Node): NodeBody {
  return (scan.operation!.kernel as KnownLoop<'scan'>).parameters as NodeBody;
}

/** A result of a scan. */
export function partOf(scan: Node, part: NodePart): Node {
  const body = bodyOf(scan);
  const { shapes } = body;
  const wire = 'last' in part ? body.carries[part.last]! : part.stack;
  const first = body.carries.length;
  const shapeOf = (inputs: readonly Shape[]): Shape => {
    const own = shapes.at(wire, inputs);
    return 'last' in part ? own : [inputs[first]![0]!, ...own];
  };
  const inputs = [scan, ...scan.inputs];
  const operation: NodeOperation = {
    name: 'scan',
    kernel: resultOfScan(
      part,
      scan.inputs.map((_, n) => n + 1),
    ),
    shape: ([, ...all]) => shapeOf(all),
    gradient: upstream => [new PartAdjoints([{ part, upstream }]) as Node],
    copied: (_, [copy], copyOf) => partOf(copy!, 'last' in part ? part : { stack: copyOf(part.stack) }),
  };
  const shape = shapeOf(scan.inputs.map(input => input.shape));
  return new Node({ name: 'scan', shape, dtype: wire.dtype, inputs, operation });
}

/** The numbers of the inputs of which the body reads only the shape. */
function shapeOnlyInputs(body: NodeBody, outputs: readonly Node[]): number[] {
  const read = new Set<Node>([...body.next, ...outputs]);
  const seen = new Set(read);
  for (const node of seen)
    node.inputs.forEach((input, position) => {
      seen.add(input);
      if (needsValue(node, position)) read.add(input);
    });
  const sources = [...body.slices, ...body.captures];
  return sources.flatMap((source, n) => (read.has(source) ? [] : [body.carries.length + n]));
}

/** A result of a scan: the values of a node of the body at all steps, or the last value of a carry. */
export type NodePart = { readonly stack: Node } | { readonly last: number };

/** The upstream gradient of one result of a scan: of the values of a node of the body, or of the last value of a carry. */
export interface PartAdjoint {
  readonly part: NodePart;
  readonly upstream: Node;
}

/** The adjoint of a scan: the upstream gradients of its results. It has no elements; the gradient of the scan reads its inputs. */
export class PartAdjoints extends Node {
  readonly adjoints: readonly PartAdjoint[];

  constructor(adjoints: readonly PartAdjoint[]) {
    super({
      name: 'scan',
      shape: [0],
      dtype: 'float32',
      inputs: adjoints.map(({ upstream }) => upstream),
      operation: {
        name: 'scan',
        kernel: {
          kind: 'loop',
          loop: 'zeros',
          parameters: {},
          shapeOnly: adjoints.map((_, position) => position),
          bind: (output: LoopOutput) => () => void output.write(),
        },
        shape: () => [0],
        accumulate: terms => new PartAdjoints(terms.flatMap(term => (term as PartAdjoints).adjoints)) as Node,
      },
    });
    this.adjoints = adjoints;
  }
}

/** Runs a body step by step, and writes the results that are wanted. */
function scanning(body: LoopBody, shapeOnly: readonly number[]): LoopKernel {
  return {
    kind: 'loop',
    loop: 'scan',
    parameters: body,
    shapeOnly,
    bind: (output, inputs) => {
      const { results } = output;
      let run: BodyRun | undefined;
      results.compute = wanted => {
        if (run?.results !== wanted) run = new BodyRun(body, inputs, wanted);
        run.compute();
      };
      return () => {
        // It has no elements, but may be observed, as in a view of the graph.
        output.write();
        results.run();
      };
    },
  };
}

/** A result of a scan, which the loop of the scan has written. */
function resultOfScan(part: LoopPart, shapeOnly: readonly number[]): LoopKernel {
  return {
    kind: 'loop',
    loop: 'scanPart',
    parameters: part,
    shapeOnly,
    bind: (output, [scan]) => {
      const result = output as LoopResult;
      return () => scan!.results!.complete(result);
    },
  };
}

/** A carry, with buffers for its present and its next value. */
interface Carry extends Carried {
  present: TypedArray;
  following: TypedArray;
}

/** The steps of a scan for some sizes and some results. */
class BodyRun {
  readonly results: readonly LoopResult[];
  readonly #inputs: readonly LoopInput[];
  readonly #body: BodyFrame;
  readonly #executor = interpreter();
  readonly #carries: readonly Carry[];
  readonly #slices: readonly Entry[];
  readonly #captures: readonly Entry[];
  readonly #computed: readonly Slot[];
  /** The number of steps, and the position of each. */
  readonly #steps: number;
  readonly #reverse: boolean;

  constructor(body: LoopBody, inputs: readonly LoopInput[], results: readonly LoopResult[]) {
    this.results = results;
    this.#inputs = inputs;
    this.#reverse = body.reverse;
    this.#steps = inputs[body.carries.length]!.shape![0]!;
    const frame = new BodyFrame(body, results.map(partThatIs));
    frame.resize(inputs.map(({ shape }) => shape!));
    this.#body = frame;
    this.#carries = frame.carries.map(carried => {
      const buffer = (): TypedArray => allocate(carried.slot.wire.dtype, sizeOf(carried.slot.shape!));
      return { ...carried, present: buffer(), following: buffer() };
    });
    // Of the others only the sizes are read, and their inputs may have no elements.
    const isRead = ({ slot }: Entry): boolean => slot.demands > 0;
    this.#slices = frame.slices.filter(isRead);
    this.#captures = frame.captures.filter(isRead);
    this.#computed = [...frame.carries.map(({ next }) => next), ...frame.results.filter(slot => slot !== undefined)];
  }

  compute(): void {
    const carries = this.#carries;
    const stacks = this.results.map(result => result.write());
    for (const carry of carries) carry.present.set(this.#inputs[carry.input]!.data);
    for (const { slot, input } of this.#captures) slot.fed!.data = this.#inputs[input]!.data;
    for (let step = 0; step < this.#steps; step++) this.#step(this.#reverse ? this.#steps - 1 - step : step, stacks);
    this.results.forEach((result, n) => {
      const part = partThatIs(result);
      if ('last' in part) stacks[n]!.set(carries.find(({ input }) => input === part.last)!.present);
    });
  }

  #step(position: number, stacks: readonly TypedArray[]): void {
    for (const { slot, input } of this.#slices) slot.fed!.data = rowOf(this.#inputs[input]!.data, slot, position);
    for (const { slot, present } of this.#carries) slot.fed!.data = present;
    this.#body.frame.pass(this.#executor);
    for (const { status, error } of this.#computed) if (status !== 'ready') throw error;
    this.#body.results.forEach((slot, n) => {
      if (slot !== undefined) rowOf(stacks[n]!, slot, position).set(slot.data);
    });
    for (const carry of this.#carries) carry.following.set(carry.next.data);
    // After all are copied: the next value of one may be the present one of another.
    for (const carry of this.#carries) [carry.present, carry.following] = [carry.following, carry.present];
  }
}

function rowOf(stack: TypedArray, { shape }: Slot, position: number): TypedArray {
  const size = sizeOf(shape!);
  return stack.subarray(position * size, (position + 1) * size);
}

function partThatIs({ wire }: LoopResult): LoopPart {
  return (wire.operation!.kernel as KnownLoop<'scanPart'>).parameters;
}
