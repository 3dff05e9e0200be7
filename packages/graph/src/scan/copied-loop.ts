import { Node } from '../node/node.ts';
import type { KnownLoop } from '../wire/kernel.ts';
import { BodyShapes } from './body-shapes.ts';
import { scanning } from './interpret-loop.ts';
import { bodyOf, partOf, type NodeBody } from './loop.ts';
import type { NodePart } from './part-adjoints.ts';

/** Returns a scan, or a result of one, over copies of its inputs and of the nodes of its body; none for any other node. */
export function copiedLoop(node: Node, inputs: readonly Node[], copyOf: (inside: Node) => Node): Node | undefined {
  const kernel = node.rule?.kernel;
  if (kernel?.kind !== 'loop') return undefined;
  if (kernel.loop === 'scan') return overCopies(node, inputs, copyOf);
  if (kernel.loop !== 'scanPart') return undefined;
  const part = (kernel as KnownLoop<'scanPart'>).parameters as NodePart;
  return partOf(inputs[0]!, 'last' in part ? part : { stack: copyOf(part.stack) });
}

function overCopies(scan: Node, inputs: readonly Node[], copyOf: (inside: Node) => Node): Node {
  const { name, shape, dtype } = scan;
  const own = bodyOf(scan);
  const copies = (nodes: readonly Node[]): Node[] => nodes.map(copyOf);
  const [carries, slices, captures, next] = [own.carries, own.slices, own.captures, own.next].map(copies) as [Node[], Node[], Node[], Node[]]; // prettier-ignore
  const parts = { ...own, carries, slices, captures, next };
  const shapes = new BodyShapes(parts);
  const body: NodeBody = { ...parts, shapes };
  const { shapeOnly = [] } = scan.rule!.kernel as KnownLoop<'scan'>;
  const rule = {
    ...scan.rule!,
    kernel: scanning(body, shapeOnly),
    shape: (all: readonly (readonly (number | string)[])[]) => {
      for (const one of next) shapes.at(one, all);
      return [0];
    },
  };
  return new Node({ name, shape, dtype, inputs, rule });
}
