import { documentAt } from './documents.ts';

/** What each layer may import besides itself, and what its tests and examples may besides that, from the bottom up. */
export const layers = JSON.parse(documentAt('tools/layers.json').text) as Readonly<
  Record<string, { readonly layers: readonly string[]; readonly tests?: readonly string[] }>
>;
