import type { MarkdownRenderer } from 'vitepress';

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
