import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import MiniSearch from 'minisearch';
import { localSearch } from '../search/local-search.ts';

/** Returns the index of the search that a built site has. */
export async function builtIndex(folder: string): Promise<MiniSearch> {
  const chunks = `${folder}/assets/chunks`;
  const name = readdirSync(chunks).find(file => file.startsWith('@localSearchIndex'))!;
  const { default: written } = (await import(pathToFileURL(`${chunks}/${name}`).href)) as { readonly default: string };
  return MiniSearch.loadJSON(written, localSearch('').miniSearch.options);
}
