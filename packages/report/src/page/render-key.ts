import type { KeyEntry } from '../section.ts';
import { markup, Html } from './markup.ts';
import type { Rendering } from './rendering.ts';

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
export function renderKey(entries: readonly KeyEntry[], rendering: Rendering): Html {
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
