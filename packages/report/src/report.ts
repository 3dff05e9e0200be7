import { newDocument } from '#document';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { ContractError } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { dark, light, type Palette } from './drawing/palette.ts';
import { Html, markup, Rendering, renderSections } from './page/render-sections.ts';
import { runSections } from './run-sections.ts';
import { UNNAMED } from './runs/by-name.ts';
import type { Runs } from './runs/run.ts';
import type { Section } from './sections/section.ts';

/** Options of {@link report}. */
export interface ReportOptions {
  readonly title: string;
  /** A line below the title. */
  readonly lead?: string;
  /** Runs by name: their records, or their records and evaluation. `runSections` chooses their charts. */
  readonly runs?: Runs;
  /** Sections after those of the runs. */
  readonly sections?: readonly Section[];
}

/**
 * Returns a report as one HTML file, which needs no network and no script: charts of runs, and sections of your own. It is
 * light or dark as the reader's system or the reader chooses, fits phones, and prints. Each chart has its numbers in a
 * table. All texts are escaped. The same values give the same bytes.
 *
 * - **Throws** `ContractError` for an unknown option, or without a title
 *
 * @example
 * report({ title: 'Flights', runs: { logistic: [{ step: 1, loss: 0.7 }, { step: 2, loss: 0.5 }] } }).slice(0, 15) // => '<!doctype html>'
 */
export function report(options: ReportOptions): string {
  const { title, lead, runs, sections } = optionsOf('report', options, {
    title: undefined,
    lead: undefined,
    runs: {},
    sections: [],
  });
  if (typeof title !== 'string' || title === '')
    throw new ContractError('report', 'title must be a text', String(title), "Try { title: 'Flights', … }.");
  const all = [...runSections(runs), ...arrayOf('report', 'sections', sections)];
  const names = [...new Set([...Object.keys(runs), ...runsOf(all)])];
  return page({ title, lead, sections: all, runs: names });
}

/** Returns the names of the runs in some sections, in the order in which they appear. */
function runsOf(sections: readonly Section[]): string[] {
  const names = sections.flatMap(section => {
    if (section.kind === 'group') return runsOf(section.sections);
    return section.kind === 'chart' ? section.runs : [];
  });
  return [...new Set(names)].filter(name => name !== UNNAMED);
}

/** The parts of a page. */
interface Page {
  readonly title: string;
  readonly lead: string | undefined;
  readonly sections: readonly Section[];
  /** The names of the runs in the order of their colours. */
  readonly runs: readonly string[];
}

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Returns a page as one HTML file. */
function page({ title, lead, sections, runs }: Page): string {
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

/**
 * Returns the content security policy of a report: its own style sheet and nothing else. It has no scripts, loads nothing,
 * and sends nothing. The icon is the empty one that keeps browsers from asking a server for another.
 */
function policy(style: string): string {
  const hash = btoa(String.fromCharCode(...sha256(utf8ToBytes(style))));
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** Returns the style sheet of a report. */
function style(): string {
  return `${colours()}${RULES}`;
}

/** Each colour as a custom property with a value for both schemes. */
function colours(): string {
  const names = Object.keys(light) as (keyof Palette)[];
  const properties = names.flatMap(name => {
    const [one, other] = [[light[name]].flat(), [dark[name]].flat()];
    const key = name.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`);
    return one.map((colour, i) => `--${key}${one.length > 1 ? `-${i}` : ''}:light-dark(${colour},${other[i]!})`);
  });
  const runs = light.runs.map((_, i) => `.run-${i}{color:var(--runs-${i})}`);
  return `:root{color-scheme:light dark;${properties.join(';')}}${runs.join('')}`;
}

const RULES = `
:root:has(#theme-light:checked){color-scheme:light}
:root:has(#theme-dark:checked){color-scheme:dark}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
.page{max-width:1180px;margin:0 auto;padding:40px 28px 64px}
header{display:flex;flex-wrap:wrap;gap:12px 32px;align-items:flex-start;justify-content:space-between}
h1{margin:0;font-size:32px;line-height:1.2;font-weight:650;letter-spacing:-.015em}
h1,.group,.title,.small{overflow-wrap:anywhere}
.group{margin:48px 0 0;font-size:21px;line-height:1.3;font-weight:650;letter-spacing:-.01em}
.title{margin:0;font-size:16px;line-height:1.35;font-weight:650}
.lead{margin:6px 0 0;color:var(--quiet);overflow-wrap:anywhere}
p{margin:0;max-width:70ch;overflow-wrap:anywhere}
fieldset{display:inline-flex;margin:0;padding:2px;border:1px solid var(--line);border-radius:8px;background:var(--surface);font-size:13px}
legend{position:absolute;width:1px;height:1px;margin:-1px;padding:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
fieldset{position:relative}
fieldset input{position:absolute;width:1px;height:1px;margin:0;opacity:0}
fieldset label{padding:3px 11px;border-radius:6px;color:var(--quiet);cursor:pointer;line-height:1.4}
fieldset input:checked+label{background:var(--grid);color:var(--text)}
fieldset input:focus-visible+label,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr));gap:20px;margin-top:20px}
.grid>.whole{grid-column:1/-1}
.card{min-width:0;margin:0;padding:20px 22px 18px;border:1px solid var(--line);border-radius:12px;background:var(--surface)}
.top{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:flex-start;justify-content:space-between;min-height:30px}
.key{display:flex;flex-wrap:wrap;gap:2px 18px;margin:8px 0 0;padding:0;list-style:none;font-size:13px;color:var(--quiet)}
.key li{display:flex;gap:7px;align-items:center;min-width:0;overflow-wrap:anywhere}
.key svg{flex:none}
.picture{container-type:inline-size;margin-top:10px}
.plot{display:block;width:100%;max-width:640px;margin:0 auto;height:auto;overflow:visible;background:transparent;font:12px/1 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;color:var(--quiet)}
.plot text{white-space:pre}
.square .plot{max-width:420px}
.wide{display:none}
@container (min-width:440px){.wide{display:block}.narrow{display:none}}
.view{display:none}
.card:has(.pick-0:checked) .view-0,.card:has(.pick-1:checked) .view-1,.card:has(.pick-2:checked) .view-2{display:block}
@supports not selector(:has(a)){.view{display:block}}
figcaption{margin-top:10px;font-size:13.5px;line-height:1.5;color:var(--quiet);overflow-wrap:anywhere}
.bare{align-self:start}
.empty{margin-top:10px;color:var(--quiet)}
details{margin-top:8px;font-size:13px}
summary{width:fit-content;padding:2px 0;color:var(--accent);cursor:pointer}
.scroll{max-height:340px;overflow:auto;margin-top:8px;border:1px solid var(--line);border-radius:8px}
table{width:100%;border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:6px 12px;text-align:right;font-weight:400;white-space:nowrap;border-top:1px solid var(--grid)}
thead th,thead td{position:sticky;top:0;background:var(--surface);border-top:0;color:var(--quiet);box-shadow:inset 0 -1px var(--line)}
tbody tr:first-child>*{border-top:0}
th:first-child,td:first-child{text-align:left}
td.text{text-align:left;white-space:normal}

.tables{display:flex;flex-wrap:wrap;gap:24px 56px;margin-top:14px}
.tables>div{min-width:0;max-width:100%}
.small{margin:0 0 2px;font-size:14px;font-weight:650}
.tables .scroll{max-height:none;margin:0;border:0;border-radius:0}
.tables th:first-child,.tables td:first-child{padding-left:0}
.tables th:last-child,.tables td:last-child{padding-right:0}
.note p{margin-top:8px}
@media (max-width:640px){.page{padding:24px 14px 40px}.card{padding:16px 14px 14px}h1{font-size:26px}.group{margin-top:36px}th,td{padding:6px 8px}}
@media print{
:root,:root:has(#theme-dark:checked){color-scheme:light}
body{background:none;font-size:13px}
.page{max-width:none;padding:0}
fieldset,details{display:none}
table{font-size:11px}
th,td{padding:3px 7px}
.tables{gap:14px 28px}
.card{break-inside:avoid;padding:12px;border-radius:6px}
.grid{gap:12px;grid-template-columns:repeat(2,1fr)}
.group{break-after:avoid;margin-top:24px}
}`;
