import type { MarkdownOptions, MarkdownRenderer } from 'vitepress';

type Theme = Exclude<Extract<MarkdownOptions['theme'], object>, { light: unknown }>;

/**
 * The colours of code, which the style of the site defines for light and dark, and which the editor of a block has too. Shiki
 * reads each block once for each theme, so one theme with variables takes half the time of two with colours.
 */
export const codeTheme: Theme = {
  name: 'thalweg',
  type: 'light',
  fg: 'var(--vp-c-text-1)',
  bg: 'var(--vp-code-block-bg)',
  settings: [
    coloured('keyword', 'keyword', 'storage', 'keyword.operator.new', 'entity.name.tag', 'variable.language'),
    coloured('string', 'string', 'punctuation.definition.string', 'markup.inline.raw'),
    coloured('number', 'constant.numeric', 'constant.language', 'support.type.property-name.json'),
    coloured('comment', 'comment', 'punctuation.definition.comment'),
    coloured('function', 'entity.name.function', 'support.function', 'entity.other.attribute-name'),
    { scope: ['keyword.operator', 'storage.type.function.arrow'], settings: { foreground: 'var(--vp-c-text-1)' } },
  ],
};

function coloured(name: string, ...scope: string[]): { scope: string[]; settings: { foreground: string } } {
  return { scope, settings: { foreground: `var(--code-${name})` } };
}

/** Colours each block of code once: the search renders all pages again, and pages of the API repeat signatures. */
export function rememberedHighlight(markdown: MarkdownRenderer): void {
  const { highlight } = markdown.options;
  if (!highlight) return;
  const seen = new Map<string, string>();
  markdown.options.highlight = (code, language, attributes) => {
    const key = JSON.stringify([language, attributes, code]);
    const html = seen.get(key) ?? highlight(code, language, attributes);
    seen.set(key, html);
    return html;
  };
}
