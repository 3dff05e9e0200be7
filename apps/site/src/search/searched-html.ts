import type { MarkdownEnv } from 'vitepress';

/** The part of VitePress’s renderer that is used. */
interface Renderer {
  readonly render: (source: string, env: MarkdownEnv) => string;
}

/**
 * Returns the HTML that the search looks through. Of pages of the API it has the headings of names and the paragraph below
 * each, so that a search finds each export and the index stays small.
 */
export function searchedHtml(source: string, env: MarkdownEnv, markdown: Renderer): string {
  const isApi = env.relativePath.startsWith('api/');
  const html = markdown.render(isApi ? headed(source) : source, env);
  if (env.frontmatter?.['search'] === false) return '';
  return isApi
    ? [...html.matchAll(/<h[1-3][^]*?<\/h[1-3]>(\s*<p>[^]*?<\/p>)?/g)].map(([part]) => part).join('\n')
    : html;
}

/** The headings of a page, which number each other’s anchors, and the text below each up to the first empty line. */
function headed(source: string): string {
  const outside = source.replaceAll(/^(```+)[^]*?^\1`*$/gm, '');
  return [...outside.matchAll(/^#{1,6} .*\n(\n(?!#|<|\|).+(\n.+)*)?/gm)].map(([part]) => `${part}\n`).join('\n');
}
