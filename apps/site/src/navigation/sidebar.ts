import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

/** The sections whose pages are the files of a folder, in the order in which a reader meets them. */
const FOLDERS = [
  ['Start', 'start'],
  ['Concepts', 'concepts'],
  ['Guides', 'guides'],
] as const;

/** The pages at the top of `docs` that a section shows; a page that no section names is in the last one. */
const SINGLE = [
  ['Learn', ['gradient-descent', 'build-it', 'examples', 'programs']],
  ['Coming from', []],
  ['Evidence', ['how-fast', 'performance', 'how-it-is-proved']],
  ['Look up', ['faq', 'glossary', 'packages', 'names', 'versioning']],
  ['In depth', []],
] as const;

type Item = DefaultTheme.SidebarItem;

/** The sidebar over the Markdown files that a folder has: a section without pages is left out. */
export function sidebar(docs: string): Item[] {
  const named: readonly string[] = SINGLE.flatMap(([, names]) => names);
  const rest = pagesIn(docs, '').filter(({ link }) => !named.includes(link.slice(1)));
  const folders = FOLDERS.map(([text, folder]) => section(text, pagesIn(docs, folder)));
  const singles = SINGLE.map(([text, names]) => {
    if (text === 'Coming from') return section(text, pagesIn(docs, 'coming-from'));
    if (text === 'In depth') return section(text, rest);
    return section(
      text,
      names.filter(name => existsSync(`${docs}/${name}.md`)).map(name => pageOf(docs, `${name}.md`)),
    );
  });
  const packages = pagesIn(docs, 'api').filter(({ link }) => link !== '/api/index' && !link.includes('.'));
  const api = { ...section('API', packages), link: '/api/', collapsed: true };
  return [...folders, ...singles, api].filter(({ items }) => items!.length > 0);
}

function section(text: string, pages: readonly Page[]): Item {
  return { text, items: pages.map(({ title, link }) => ({ text: title, link })) };
}

function pagesIn(docs: string, folder: string): Page[] {
  const path = `${docs}/${folder}`;
  if (!existsSync(path)) return [];
  const names = readdirSync(path)
    .filter(name => name.endsWith('.md') && !(folder === '' && name === 'index.md'))
    .sort();
  return names
    .map(name => pageOf(docs, folder === '' ? name : `${folder}/${name}`))
    .sort((a, b) => (a.order === b.order ? 0 : a.order - b.order));
}

/** The title, place and link of a page in the navigation. */
interface Page {
  /** The first heading. */
  readonly title: string;
  /** The address below the base, without `.md`. */
  readonly link: string;
  /** `order` in the front matter; pages without one follow, by name. */
  readonly order: number;
}

/** The page of a Markdown file of the folder `docs`. */
function pageOf(docs: string, path: string): Page {
  const text = readFileSync(`${docs}/${path}`, 'utf8');
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined)
    throw new Error(`docs: a page must have a heading, got none in ${path}. Add a line "# Title".`);
  const order = /^---\n[^]*?^order: *(\d+)$[^]*?^---$/m.exec(text)?.[1];
  return { title: title.replaceAll('`', ''), link: `/${path.replace(/\.md$/, '')}`, order: Number(order ?? Infinity) };
}

type Theme = Pick<DefaultTheme.Config, 'socialLinks' | 'editLink'>;

/** Returns the part of the theme that leads to the repository: nothing while the repository has no address. */
export function projectLinks(repository: string | undefined): Theme {
  if (repository === undefined) return {};
  return {
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/docs/:path`, text: 'Edit this page' },
  };
}
