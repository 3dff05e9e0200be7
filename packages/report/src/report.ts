import { ContractError } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { page } from './page/page.ts';
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
