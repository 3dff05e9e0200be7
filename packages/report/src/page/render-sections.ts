import { draw } from '../drawing/draw.ts';
import { numberText } from '../drawing/number-text.ts';
import { RUN_COLOURS } from '../drawing/palette.ts';
import { UNNAMED } from '../runs/by-name.ts';
import type { ChartSection, KeyEntry, ReportCell, ReportTable, Section, View } from '../sections/section.ts';

/** Returns sections in a grid, with headings of a level; groups and tables take its whole width. */
export function renderSections(sections: readonly Section[], rendering: Rendering, level = 2): Html {
  return markup`<div class="grid">${sections.map(section => renderSection(section, rendering, level))}</div>`;
}

function renderSection(section: Section, rendering: Rendering, level: number): Html {
  if (section.kind === 'chart') return renderChart(section, rendering, level);
  const id = rendering.nextName();
  if (section.kind === 'group')
    return markup`<section class="whole" aria-labelledby="${id}">
      ${renderHeading(section.title, { id, level, kind: 'group' })}${renderSections(section.sections, rendering, level + 1)}
    </section>`;
  const heading = section.title === undefined ? undefined : renderHeading(section.title, { id, level });
  if (section.kind === 'table')
    return markup`<section class="card${section.tables.length > 1 ? ' whole' : ''}" aria-labelledby="${id}">
      ${heading}
      <div class="tables">${section.tables.map(table => renderBlock(table, section.title, level + 1))}</div>
    </section>`;
  return markup`<div class="whole note">${heading}${section.paragraphs.map(text => markup`<p>${text}</p>`)}</div>`;
}

function renderBlock(table: ReportTable, title: string, level: number): Html {
  if (table.title === undefined) return markup`<div>${renderTable(table, title)}</div>`;
  return markup`<div>${renderHeading(table.title, { level, kind: 'small' })}${renderTable(table, `${title}: ${table.title}`)}</div>`;
}

/** The place of a heading among others. */
interface Place {
  readonly id?: string;
  /** From 2; the title of the page is 1. */
  readonly level: number;
  readonly kind?: 'group' | 'title' | 'small';
}

/** Returns a heading. */
function renderHeading(text: string, { id, level, kind = 'title' }: Place): Html {
  const tag = new Html(`h${Math.min(level, 6)}`);
  const name = id === undefined ? undefined : markup` id="${id}"`;
  return markup`<${tag} class="${kind}"${name}>${text}</${tag}>`;
}

/** Returns a table that scrolls in its own box, and by keys, if it is larger than its place. */
function renderTable({ columns, rows }: ReportTable, label: string): Html {
  const head = columns.map(column => (column === '' ? markup`<td></td>` : markup`<th scope="col">${column}</th>`));
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map(renderRow)}
      </tbody>
    </table>
  </div>`;
}

function renderRow(row: readonly ReportCell[]): Html {
  const [first] = row;
  const named = typeof first === 'string';
  const cells = (named ? row.slice(1) : row).map(renderCell);
  return markup`<tr>
    ${named ? markup`<th scope="row">${first}</th>` : undefined}${cells}
  </tr>`;
}

function renderCell(cell: ReportCell): Html {
  if (typeof cell === 'number') return markup`<td>${numberText(cell)}</td>`;
  return cell === undefined ? markup`<td>–</td>` : markup`<td class="text">${cell}</td>`;
}

/** A piece of HTML, in which all texts are escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const MARKS: Readonly<Record<KeyEntry['mark'], Html>> = {
  line: new Html('<path d="M1 5H19" stroke="currentColor" stroke-width="2"/>'),
  dashed: new Html(
    '<path d="M1 5H19" stroke="currentColor" stroke-width="1.5" stroke-dasharray="4 3"/><circle cx="10" cy="5" r="3" fill="currentColor"/>',
  ),
  dot: new Html('<circle cx="10" cy="5" r="3.5" fill="currentColor"/>'),
  band: new Html('<path d="M1 1H19V9H1Z" fill="currentColor" opacity=".25"/>'),
  tick: new Html('<path d="M10 1V9" stroke="currentColor" stroke-width="2"/>'),
};

/** Returns the key of a chart: a mark and a text for each entry. */
function renderKey(entries: readonly KeyEntry[], rendering: Rendering): Html {
  if (entries.length === 0) return markup``;
  return markup`<ul class="key">
    ${entries.map(entry => renderEntry(entry, rendering))}
  </ul>`;
}

function renderEntry({ text, run, mark }: KeyEntry, rendering: Rendering): Html {
  const colour = mark === 'tick' ? 'warning' : run === undefined ? 'plain' : `run-${rendering.colourOf(run)}`;
  const dashes = run === undefined || mark !== 'line' ? 'none' : rendering.dashesOf(run);
  return markup`<li>
    <svg class="${colour}" width="20" height="10" viewBox="0 0 20 10" fill="none" stroke-dasharray="${dashes}" aria-hidden="true">${MARKS[mark]}</svg
    >${text}
  </li>`;
}

/** The widths at which charts are drawn, in pixels. */
const WIDTHS = { narrow: 334, wide: 508 } as const;

/** Returns a chart with its title, key, views, caption and numbers. */
function renderChart(section: ChartSection, rendering: Rendering, level: number): Html {
  const name = rendering.nextName();
  const { title, views, caption, table } = section;
  const heading = renderHeading(title, { id: name, level });
  if (views.length === 0)
    return markup`<section class="card bare" aria-labelledby="${name}">
      ${heading}
      <p class="empty">${caption}</p>
    </section>`;
  const numbers = views.length > 1 ? `Numbers by ${views[0]!.name}` : 'Numbers';
  return markup`<figure class="card" aria-labelledby="${name}">
    <div class="top">${heading}${renderChoice(section, name)}</div>
    ${renderKey(section.key, rendering)}
    ${views.map((view, i) => markup`<div class="picture${views.length > 1 ? ` view view-${i}` : ''}">${renderView(section, view, rendering)}</div>`)}
    <figcaption>${caption}</figcaption>
    <details>
      <summary>${numbers}</summary>
      ${renderTable(table, `${title}: ${numbers}`)}
    </details>
  </figure>`;
}

/** Radio buttons choose a view without a script. */
function renderChoice({ title, views }: ChartSection, name: string): Html {
  if (views.length === 1) return markup``;
  const buttons = views.map((view, i) => {
    const id = `${name}-view-${i}`;
    const checked = new Html(i === 0 ? ' checked' : '');
    return markup`<input type="radio" class="pick-${i}" name="${name}-view" id="${id}" ${checked} /><label for="${id}"
        >${view.name}</label
      >`;
  });
  return markup`<fieldset>
    <legend>${title}: shown by</legend>
    ${buttons}
  </fieldset>`;
}

function renderView(
  { title, description, views, square = false }: ChartSection,
  view: View,
  rendering: Rendering,
): Html {
  const label = views.length > 1 ? `${title} by ${view.name}` : title;
  const colour = (run: string): string => `var(--runs-${rendering.colourOf(run)})`;
  const dashes = (run: string): string => rendering.dashesOf(run);
  const pictures = (['narrow', 'wide'] as const).map(size => {
    const width = WIDTHS[size];
    const options = view.plot({ width, narrow: size === 'narrow', colour, dashes });
    const picture = new Html(draw({ width, ...options }, rendering.document));
    return markup`<div class="${size}${square ? ' square' : ''}" role="img" aria-label="${label}. ${description}">${picture}</div>`;
  });
  return markup`${pictures}`;
}

/** A part of a template: pieces of HTML stay unchanged, anything else is text. */
type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

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
