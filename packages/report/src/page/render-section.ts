import type { Section, ReportTable } from '../section.ts';
import { markup, type Html } from './markup.ts';
import { renderChart } from './render-chart.ts';
import { renderHeading } from './render-heading.ts';
import { renderTable } from './render-table.ts';
import type { Rendering } from './rendering.ts';

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
