import { documentAt } from './documents.ts';

/** What each layer may import besides itself, from the bottom up. */
export const layers = JSON.parse(documentAt('tools/layers.json').text) as Readonly<
  Record<string, { readonly layers: readonly string[] }>
>;
