import { RUN_COLOURS } from '../drawing/palette.ts';
import { UNNAMED } from '../runs/by-name.ts';

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

/** The dashes of further runs with the same colours. */
const DASHES = ['none', '8 3', '2 3', '8 3 2 3'] as const;

/** State that the sections of one report share while it is written. */
export class Rendering {
  readonly document: Document;
  readonly #runs: readonly string[];
  #sections = 0;

  constructor(document: Document, runs: readonly string[]) {
    this.document = document;
    this.#runs = runs;
  }

  /** Returns a name for the parts of a section that no other section has. */
  nextName(): string {
    return `section-${++this.#sections}`;
  }

  /** Returns the dashes of the line of a run. */
  dashesOf(run: string): string {
    const round = Math.floor(Math.max(0, this.#runs.indexOf(run)) / RUN_COLOURS);
    return DASHES[round % DASHES.length]!;
  }

  /** Returns the number of the colour of a run. Among runs with names, one without has the last colour, a grey. */
  colourOf(run: string): number {
    if (run === UNNAMED) return this.#runs.length === 0 ? 0 : RUN_COLOURS - 1;
    return Math.max(0, this.#runs.indexOf(run)) % RUN_COLOURS;
  }
}
