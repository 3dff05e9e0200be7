import type { Shape } from '@thalweg/tensor';
import { Node, type LocalGradient, type NodeRule } from '../node/node.ts';
import { withInputs } from '../node/rebuild.ts';
import type { KnownLoop } from '../wire/kernel.ts';
import type { LoopBody } from '../wire/loop-body.ts';
import { needsValue } from '../wire/needs-value.ts';
import { BodyShapes } from './body-shapes.ts';
import { resultOfScan, scanning } from './interpret-loop.ts';
import { PartAdjoints, type NodePart } from './part-adjoints.ts';

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
      rule: {
        name: 'scan',
        ...ruleOf(body, shapeOnlyInputs(body, outputs)),
        gradient,
        copied,
        ...(inputs.some(({ rule }) => rule?.noiseAt) && { atTime }),
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
  return withInputs(scan, scan.inputs.map(input => input.rule?.noiseAt?.(input, time) ?? input)); // prettier-ignore
}

/** A scan over copies of its inputs and of the nodes of its body. */
function copied(scan: Node, inputs: readonly Node[], copyOf: (held: Node) => Node): Node {
  const own = bodyOf(scan);
  const [carries, slices, captures, next] = [own.carries, own.slices, own.captures, own.next].map(nodes => nodes.map(copyOf)) as [Node[], Node[], Node[], Node[]]; // prettier-ignore
  const parts = { ...own, carries, slices, captures, next };
  const { shapeOnly = [] } = scan.rule!.kernel as KnownLoop<'scan'>;
  const rule = ruleOf({ ...parts, shapes: new BodyShapes(parts) }, shapeOnly);
  const { name, shape, dtype } = scan;
  return new Node({ name, shape, dtype, inputs, rule: { ...scan.rule!, ...rule } });
}

/** The part of the rule of a scan that follows from its body. */
function ruleOf(body: NodeBody, shapeOnly: readonly number[]): Pick<NodeRule, 'kernel' | 'shape'> {
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
  return (scan.rule!.kernel as KnownLoop<'scan'>).parameters as NodeBody;
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
  const rule: NodeRule = {
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
  return new Node({ name: 'scan', shape, dtype: wire.dtype, inputs, rule });
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
