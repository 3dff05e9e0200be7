import type { Placed, Point } from './placement.ts';

/** An edge, once it has its place. */
export interface PlacedEdge extends Placed {
  readonly points: readonly Point[];
}

/** A graph of the library, as far as it is used. */
interface LibraryGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setNode(id: string, size: { readonly width?: number; readonly height?: number }): void;
  setParent(id: string, parent: string): void;
  setEdge(from: string, to: string, label: Readonly<Record<string, string | number>>, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(id: string): Placed;
  edge(from: string, to: string, name: string): PlacedEdge;
}

/** What is used of the library. */
interface LayoutLibrary {
  readonly Graph: new (options: { readonly multigraph: boolean; readonly compound: boolean }) => LibraryGraph;
  readonly layout: (graph: LibraryGraph) => void;
}

/** Loads the library. Its own types import files without their endings, which Node’s way of resolving does not find. */
export async function layoutLibrary(): Promise<LayoutLibrary> {
  return (await import('@dagrejs/dagre')) as unknown as LayoutLibrary;
}
