import { existsSync } from 'node:fs';
import type MiniSearch from 'minisearch';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../repository/addresses.ts';
import { asked, firstThree, searchedPages } from '../testing/searched.ts';
import { askedWords } from './local-search.ts';

const docs = `${root}docs`;

describe('the search', () => {
  let index: MiniSearch;
  beforeAll(async () => {
    index = await searchedPages(docs);
  });

  it.each(Object.entries(asked))('for “%s” has %s among the first three results', (question, page) => {
    expect(firstThree(index, question)).toContain(page);
  });

  it('has pages that people wrote before those of the API, and finds an export by its name', () => {
    for (const name of ['drift', 'adam']) {
      const titles = ['@thalweg/x', `${name}()`];
      index.add({ id: `/api/x.html#${name}`, title: titles[1], titles, text: `Returns ${name}. It is ${name}.` });
    }
    expect(firstThree(index, 'drift').slice(0, 2)).toEqual(['guides/drift', 'guides/drift']);
    expect(firstThree(index, 'adam')).toContain('api/x');
  });

  it('knows words of pages that exist', () => {
    expect(Object.keys(askedWords).filter(page => !existsSync(`${docs}/${page}`))).toEqual([]);
  });
});
