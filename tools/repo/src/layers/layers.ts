import { readFileSync } from 'node:fs';
import { root } from '../root.ts';

/** The folders of a package's `src` from the bottom up, and "." for the files loose in it; a nested list is one floor. */
export type Floors = readonly (string | readonly string[])[];

/** What a layer may import besides itself. */
interface Layer {
  readonly layers: readonly string[];
  /** Further layers that its tests and examples may import. */
  readonly tests?: readonly string[];
  readonly npm: readonly string[];
  /** The floors of its package, or of each of its projects by the name of the folder. */
  readonly floors?: Floors | Readonly<Record<string, Floors>>;
}

/** The layers from the bottom up, as a table has them. */
export type Layers = Readonly<Record<string, Layer>>;

export const layers = layersIn(root);

/** Returns the layers of the workspace in a folder. */
export function layersIn(workspace: string): Layers {
  return JSON.parse(readFileSync(`${workspace}tools/layers.json`, 'utf8')) as Layers;
}
