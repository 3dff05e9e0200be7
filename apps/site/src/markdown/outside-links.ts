import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

type Token = ReturnType<MarkdownRenderer['parse']>[number];

/** The part of the environment of VitePress that names the page. */
interface PageEnvironment {
  readonly relativePath?: string;
}

/** Makes links to files outside of `docs` lead somewhere, or plain text where there is no place for them to lead to. */
export function outsideLinks(markdown: MarkdownRenderer, files: LinkedFile): void {
  markdown.core.ruler.push('outside-links', ({ tokens, env }) => {
    const page = (env as PageEnvironment).relativePath ?? 'index.md';
    for (const token of tokens) if (token.children) token.children = withAddresses(token.children, page, files);
  });
}

function withAddresses(tokens: readonly Token[], page: string, files: LinkedFile): Token[] {
  // Links do not contain links: one closing token belongs to the last opening one.
  let open = true;
  return tokens.filter(token => {
    if (token.type === 'link_close') return open;
    if (token.type !== 'link_open') return true;
    const address = addressOf(token.attrGet('href') ?? '', page, files);
    open = address !== undefined;
    if (address !== undefined) token.attrSet('href', address);
    return open;
  });
}

/** Finds where a link of a page leads to in the site. */
interface LinkedFile {
  /** True if a file of the folder `docs` exists: a path such as `api/graph.md`. */
  readonly exists: (path: string) => boolean;
  /** The address of the repository's files, such as `https://…/blob/main/`, if it is known. */
  readonly repository: string | undefined;
}

/**
 * The address that replaces a link from a page of `docs` to a file outside of the folder.
 *
 * - the README or the folder of a package: the page of the package in the API
 * - another file: its address in the repository if that is known, or else undefined
 * - a link to a page, a part of a page or another host stays as it is
 */
function addressOf(href: string, page: string, { exists, repository }: LinkedFile): string | undefined {
  if (/^(\w+:|#|\/)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const part = anchor === undefined ? '' : `#${anchor}`;
  const file = posix.join('docs', posix.dirname(page), decodeURI(path));
  if (file.startsWith('docs/')) return href;
  const name = /^packages\/([^/]+)\/?(README\.md)?$/.exec(file)?.[1];
  if (name !== undefined && exists(`api/${name}.md`))
    return posix.relative(posix.dirname(page), `api/${name}.md`) + part;
  return repository === undefined ? undefined : new URL(file + part, repository).href;
}
