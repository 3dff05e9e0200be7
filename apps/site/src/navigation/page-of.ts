import { readFileSync } from 'node:fs';

/** The title, place and link of a page in the navigation. */
export interface Page {
  /** The first heading. */
  readonly title: string;
  /** The address below the base, without `.md`. */
  readonly link: string;
  /** `order` in the front matter; pages without one follow, by name. */
  readonly order: number;
}

/** The page of a Markdown file of the folder `docs`. */
export function pageOf(docs: string, path: string): Page {
  const text = readFileSync(`${docs}/${path}`, 'utf8');
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined)
    throw new Error(`docs: a page must have a heading, got none in ${path}. Add a line "# Title".`);
  const order = /^---\n[^]*?^order: *(\d+)$[^]*?^---$/m.exec(text)?.[1];
  return { title: title.replaceAll('`', ''), link: `/${path.replace(/\.md$/, '')}`, order: Number(order ?? Infinity) };
}
