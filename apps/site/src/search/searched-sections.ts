import { relative, sep } from 'node:path';

/** A section of a page as VitePress adds it to the index: the text below one heading. */
export interface SearchedSection {
  readonly anchor: string;
  /** The headings above it, and its own. */
  readonly titles: string[];
  /** Its text; that of a page's first section is followed by {@link ASKED} and the words that the page answers. */
  readonly text: string;
}

/** Separates a text from the words that people ask with, here and in the options of the index; no text has it. */
const ASKED = '\u0000';

const HEADING = /<h([1-6])[^>]*>(.*?)<a[^>]* href="#([^"]*)"[^>]*>.*?<\/a><\/h\1>/gs;

/** Returns a function that cuts the HTML of a file below `docs` into sections, and gives the first one its words. */
export function searchedSections(
  docs: string,
  asked: Readonly<Record<string, string>>,
): (file: string, html: string) => SearchedSection[] {
  return (file, html) => {
    const headings = [...html.matchAll(HEADING)];
    const words = asked[relative(docs, file).split(sep).join('/')] ?? '';
    const above: string[] = [];
    return headings.map(([heading, level, title, anchor], at) => {
      above.length = Math.min(above.length, Number(level) - 1);
      above[Number(level) - 1] = plain(title!).trim();
      const text = plain(html.slice(headings[at]!.index + heading.length, headings[at + 1]?.index));
      return { anchor: anchor!, titles: above.filter(Boolean), text: at === 0 ? text + ASKED + words : text };
    });
  };
}

function plain(html: string): string {
  return html.replaceAll(/<[^>]*>/g, '');
}
