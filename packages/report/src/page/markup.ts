/** A piece of HTML, in which all texts are escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A part of a template: pieces of HTML stay unchanged, anything else is text. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/**
 * Returns the HTML of a template whose texts are escaped. `undefined` leaves nothing, and lists are joined. The template's
 * line breaks and indentation are left out.
 */
export function markup(template: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(template.map((text, i) => oneLine(text) + (i < parts.length ? textOf(parts[i]) : '')).join(''));
}

function oneLine(text: string): string {
  return text.replace(/\n\s*(?=[<>]|$)/g, '').replace(/\n\s*/g, ' ');
}

function textOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return escaped(String(part));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
