import { read, Register, type Node } from '@thalweg/graph';
import type { Transform, Updates } from '@thalweg/optim';

/** An optimizer whose inside can be looked at, once it has been used. */
export interface Watched {
  readonly optimizer: Transform;
  /** Every node that the updates are made of, gradients and moments among them. */
  readonly wires: () => readonly Node[];
  /** What it moves or remembers, and the parameters. */
  readonly registers: () => readonly Register[];
}

/** Lets an optimizer be looked at. */
export function watched(optimizer: Transform): Watched {
  let updates: Updates | undefined;
  const wires = (): Node[] => {
    const found = new Set<Node>([...updates!.parameters.map(parameter => updates!.of(parameter)), ...updates!.rules]);
    for (const node of found) for (const below of node.inputs) found.add(below);
    return [...found];
  };
  return {
    optimizer: before => (updates = optimizer(before)),
    wires,
    registers: () => wires().flatMap(node => (node instanceof Register ? [node as Register] : [])),
  };
}

/** The bytes of what some nodes hold, as text. */
export function bytesOf(nodes: readonly { readonly name: string }[]): string[] {
  return nodes.map(node => {
    const { data } = read(node as Node);
    return `${node.name} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')}`;
  });
}
