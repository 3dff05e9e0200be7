import { newDocument } from '#document';
import type { Section } from '../section.ts';
import { markup, Html } from './markup.ts';
import { policy } from './policy.ts';
import { renderSections } from './render-section.ts';
import { Rendering } from './rendering.ts';
import { style } from './style.ts';

/** The parts of a page. */
export interface Page {
  readonly title: string;
  readonly lead: string | undefined;
  readonly sections: readonly Section[];
  /** The names of the runs in the order of their colours. */
  readonly runs: readonly string[];
}

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Returns a page as one HTML file. */
export function page({ title, lead, sections, runs }: Page): string {
  const sheet = style();
  const content = renderSections(sections, new Rendering(newDocument(), runs));
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(sheet)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${new Html(sheet)}
        </style>
      </head>
      <body>
        <div class="page">
          <header>
            <div>
              <h1>${title}</h1>
              ${lead === undefined ? undefined : markup`<p class="lead">${lead}</p>`}
            </div>
            ${schemeChoice()}
          </header>
          <main>${content}</main>
        </div>
      </body>
    </html>`.text;
}

/** Radio buttons choose the colours without a script. */
function schemeChoice(): Html {
  const buttons = SCHEMES.map(scheme => {
    const checked = new Html(scheme === 'auto' ? ' checked' : '');
    const text = `${scheme[0]!.toUpperCase()}${scheme.slice(1)}`;
    return markup`<input type="radio" name="theme" id="theme-${scheme}" ${checked} /><label for="theme-${scheme}"
        >${text}</label
      >`;
  });
  return markup`<fieldset>
    <legend>Colours</legend>
    ${buttons}
  </fieldset>`;
}
