import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import MiniSearch, { type SearchOptions } from 'minisearch';
import { createMarkdownRenderer, disposeMdItInstance } from 'vitepress';
import { localSearch } from '../search/local-search.ts';

/** The questions that people ask, each with the page that answers it: one of the first three results must lead there. */
export const asked: Readonly<Record<string, string>> = {
  install: 'start/install',
  'first training': 'start/first-training',
  'save a model': 'models',
  'load a model': 'models',
  resume: 'guides/snapshots',
  checkpoint: 'guides/snapshots',
  deploy: 'guides/deploy',
  'deploy to a page': 'guides/deploy',
  'edge worker': 'guides/deploy',
  server: 'guides/deploy',
  'custom operation': 'guides/write-your-own',
  'custom layer': 'guides/write-your-own',
  'custom loss': 'guides/write-your-own',
  'custom optimizer': 'guides/write-your-own',
  freeze: 'guides/transfer-learning',
  'transfer learning': 'guides/transfer-learning',
  'fine-tune': 'guides/transfer-learning',
  onnx: 'exchange',
  'pytorch weights': 'exchange',
  'late labels': 'guides/late-labels',
  drift: 'guides/drift',
  'class imbalance': 'guides/data',
  'missing values': 'guides/data',
  'categorical features': 'guides/data',
  csv: 'readers',
  parquet: 'readers',
  'early stopping': 'guides/overfitting',
  regularization: 'guides/overfitting',
  dropout: 'guides/overfitting',
  'learning rate': 'guides/optimizers',
  schedule: 'guides/optimizers',
  'batch size': 'guides/data',
  nan: 'guides/debugging-nan',
  troubleshooting: 'guides/troubleshooting',
  memory: 'guides/troubleshooting',
  gpu: 'faq',
  threads: 'guides/speed',
  distributed: 'scale',
  license: 'faq',
  faq: 'faq',
};

/** Returns the index over the pages of a folder that people wrote, made as VitePress makes it for the site. */
export async function searchedPages(docs: string): Promise<MiniSearch> {
  // VitePress keeps the first renderer that it makes. The index has no use for colours of code.
  disposeMdItInstance();
  const markdown = await createMarkdownRenderer(docs, { highlight: code => code.replaceAll('<', '&lt;') });
  disposeMdItInstance();
  const { _render, miniSearch } = localSearch(docs);
  const index = new MiniSearch(miniSearch.options);
  const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.md'));
  for (const relativePath of pages.filter(path => !path.startsWith('api/'))) {
    const path = `${docs}/${relativePath}`;
    const html = _render(readFileSync(path, 'utf8'), { path, relativePath, cleanUrls: false }, markdown);
    for (const { anchor, titles, text } of miniSearch._splitIntoSections(path, html))
      index.add({
        id: `/${relativePath.replace(/md$/, 'html')}#${anchor}`,
        text,
        title: titles.at(-1)!,
        titles: titles.slice(0, -1),
      });
  }
  return index;
}

/** Returns the pages of the first three results of a search, as paths without `.html`. */
export function firstThree(index: MiniSearch, question: string, base = '/'): string[] {
  const results = resultsOf(index, question).slice(0, 3);
  return results.map(id => id.slice(base.length).replace(/(\.html)?(#.*)?$/, ''));
}

/** Returns the addresses of the results of a search, with the options that a page gets. */
export function resultsOf(index: MiniSearch, question: string): string[] {
  return index.search(question, optionsOfPage()).map(({ id }) => id as string);
}

/** The options as they arrive in a page: of a function only its text. */
function optionsOfPage(): SearchOptions {
  const options = Object.entries(localSearch('').miniSearch.searchOptions);
  const revived = options.map(([key, value]): [string, unknown] => [
    key,
    typeof value === 'function' ? runInThisContext(`(${String(value)})`) : value,
  ]);
  return Object.fromEntries(revived);
}

/** Returns the index of the search that a built site has. */
export async function builtIndex(folder: string): Promise<MiniSearch> {
  const chunks = `${folder}/assets/chunks`;
  const name = readdirSync(chunks).find(file => file.startsWith('@localSearchIndex'))!;
  const { default: written } = (await import(pathToFileURL(`${chunks}/${name}`).href)) as { readonly default: string };
  return MiniSearch.loadJSON(written, localSearch('').miniSearch.options);
}
