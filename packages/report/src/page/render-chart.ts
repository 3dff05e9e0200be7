import { draw } from '../drawing/draw.ts';
import type { ChartSection, View } from '../section.ts';
import { markup, Html } from './markup.ts';
import { renderHeading } from './render-heading.ts';
import { renderKey } from './render-key.ts';
import { renderTable } from './render-table.ts';
import type { Rendering } from './rendering.ts';

/** The widths at which charts are drawn, in pixels. */
const WIDTHS = { narrow: 334, wide: 508 } as const;

/** Returns a chart with its title, key, views, caption and numbers. */
export function renderChart(section: ChartSection, rendering: Rendering, level: number): Html {
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
