import type { Options, SearchOptions } from 'minisearch';
import { askedWords } from './asked-words.ts';
import { searchedHtml } from './searched-html.ts';
import { searchedSections } from './searched-sections.ts';

/** A section in the index. */
interface Indexed {
  readonly id: string;
  readonly title: string;
  readonly titles: readonly string[];
  readonly text: string;
}

// VitePress hands the functions of both options to the page as text, so they use nothing outside of themselves.

/** The options with which the index is made, and with which the page opens it. */
const options = {
  fields: ['asked', 'title', 'titles', 'text'],
  storeFields: ['title', 'titles'],
  extractField(section, field): unknown {
    if (field === 'text') return section.text.split('\u0000')[0];
    if (field === 'asked') return section.text.split('\u0000')[1] ?? '';
    return section[field as keyof Indexed];
  },
  /** Words in small letters, without those that any question has. */
  processTerm(term): string | null {
    const word = term.toLowerCase();
    return /^(a|an|and|are|can|do|does|for|from|how|i|in|is|it|my|of|on|or|the|to|what|with)$/.test(word) ? null : word;
  },
} satisfies Options<Indexed>;

/**
 * The options of each search. Short words are taken as they are, and pages that people wrote stand before those of the API, except
 * for who asks by the name of an export.
 */
const searchOptions = {
  prefix: true,
  fuzzy: term => (term.length > 4 ? 0.2 : false),
  boost: { asked: 6, title: 4, text: 2, titles: 1 },
  boostDocument: (id: string, term, stored) => {
    if (!id.includes('/api/')) return 1;
    return String(stored?.['title']).toLowerCase().replaceAll(/\W/g, '') === term ? 0.5 : 0.2;
  },
} satisfies SearchOptions;

/** Returns the options of VitePress’s search through the pages of a folder. */
export function localSearch(docs: string) {
  const _splitIntoSections = searchedSections(docs, askedWords);
  return { _render: searchedHtml, miniSearch: { options, searchOptions, _splitIntoSections } };
}
