import type { MarkdownRenderer } from 'vitepress';
import { programsOf } from '../program/programs-of.ts';

/** The pages whose blocks readers edit and run. */
const PAGES = /^(start\/|concepts\/|gradient-descent\.md$|index\.md$)/;

/** Puts blocks of TypeScript that run in the page into the component `<EditableBlock>`. */
export function editableBlocks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('editable-blocks', ({ tokens, env }) => {
    if (!PAGES.test((env as { readonly relativePath?: string }).relativePath ?? '')) return;
    const blocks = tokens.filter(({ type, info }) => type === 'fence' && /^ts\b/.test(info.trim()));
    const programs = programsOf(blocks.map(({ content }) => content));
    blocks.forEach((block, at) => (block.meta = { program: programs[at] }));
  });
  const fence = markdown.renderer.rules.fence!;
  markdown.renderer.rules.fence = (tokens, at, ...rest) => {
    const html = fence(tokens, at, ...rest);
    const { content } = tokens[at]!;
    const { program } = (tokens[at]!.meta ?? {}) as { readonly program?: number };
    if (program === undefined) return html;
    const source = markdown.utils.escapeHtml(content.trimEnd()).replaceAll('\n', '&#10;');
    return `<EditableBlock :program="${program}" source="${source}">${html}</EditableBlock>\n`;
  };
}
