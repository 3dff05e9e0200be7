import type { MarkdownRenderer } from 'vitepress';
import { addressOf, type LinkedFile } from './linked-file.ts';

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
