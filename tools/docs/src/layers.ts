import { documentAt } from './documents.ts';

/** The layers that each layer may import, and those that its tests and examples may import besides, from the bottom up. */
export const layers = JSON.parse(documentAt('tools/layers.json').text) as Readonly<
  Record<string, { readonly layers: readonly string[]; readonly tests?: readonly string[] }>
>;
