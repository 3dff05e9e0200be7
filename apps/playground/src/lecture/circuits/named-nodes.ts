import type { Node } from '@thalweg/graph';

/** A circuit of the lecture: its root, and all of its nodes by name. */
export interface NamedNodes<Name extends string> {
  readonly root: Node;
  readonly nodes: Readonly<Record<Name, Node>>;
}

/** Returns the name in a text if a node has it. */
export function nameIn<Name extends string>({ nodes }: NamedNodes<Name>, text: string | undefined): Name | undefined {
  return text !== undefined && Object.hasOwn(nodes, text) ? (text as Name) : undefined;
}

/** Returns the name of a node. */
export function nameOf<Name extends string>({ nodes }: NamedNodes<Name>, node: Node): Name {
  return (Object.keys(nodes) as Name[]).find(name => nodes[name] === node)!;
}
