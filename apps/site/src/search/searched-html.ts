import type { MarkdownEnv } from 'vitepress';

/** The part of VitePress’s renderer that is used. */
interface Renderer {
  readonly render: (source: string, env: MarkdownEnv) => string;
}

/**
 * The HTML that the search looks through. Of pages of the API it has the headings of names, so that a search finds each
 * export and the index stays small.
 */
export function searchedHtml(source: string, env: MarkdownEnv, markdown: Renderer): string {
  const html = markdown.render(source, env);
  if (env.frontmatter?.['search'] === false) return '';
  if (!env.relativePath.startsWith('api/')) return html;
  return [...html.matchAll(/<h[1-3][^]*?<\/h[1-3]>(\s*<p>[^]*?<\/p>)?/g)].map(([part]) => part).join('\n');
}
