import type { Rectangle, Point } from './picture-layout.ts';

/** An edge with its computed position. */
export interface EdgeLayout extends Rectangle {
  readonly points: readonly Point[];
}

/** The part of the library’s graph class that is used here. */
interface LibraryGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setNode(id: string, size: { readonly width?: number; readonly height?: number }): void;
  setParent(id: string, parent: string): void;
  setEdge(from: string, to: string, label: Readonly<Record<string, string | number>>, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(id: string): Rectangle;
  edge(from: string, to: string, name: string): EdgeLayout;
}

/** Two boxes that keep their order wherever they are in the same layer. */
interface Before {
  readonly left: string;
  readonly right: string;
}

/** The part of the library that is used here. */
interface LayoutLibrary {
  readonly Graph: new (options: { readonly multigraph: boolean; readonly compound: boolean }) => LibraryGraph;
  readonly layout: (graph: LibraryGraph, options?: { readonly constraints: readonly Before[] }) => void;
}

/** Loads the library. Its own types cannot be used: they import files without extensions, which Node does not resolve. */
export async function layoutLibrary(): Promise<LayoutLibrary> {
  return (await import('@dagrejs/dagre')) as unknown as LayoutLibrary;
}
