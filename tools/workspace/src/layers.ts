import { readFileSync } from 'node:fs';
import { root } from './root.ts';

/** What a layer may import besides itself. */
interface Layer {
  readonly layers: readonly string[];
  /** Further layers that its tests and examples may import. */
  readonly tests?: readonly string[];
  readonly npm: readonly string[];
}

/** The layers from the bottom up, as the table has them. */
export const layers = JSON.parse(readFileSync(`${root}tools/layers.json`, 'utf8')) as Readonly<Record<string, Layer>>;
