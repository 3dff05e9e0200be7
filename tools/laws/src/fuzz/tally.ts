import { outcomes } from './outcome.ts';
import type { Fuzzed } from './fuzz.ts';
import type { Mode } from './run-call.ts';

/** Returns the shares of outcomes as a row of a Markdown table, under {@link tallyHead}. */
export function tally(mode: Mode, { counts }: Fuzzed): string {
  const total = outcomes.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
  const cells = outcomes.map(outcome => `${counts[outcome] ?? 0}`);
  return `| ${[mode, total, ...cells].join(' | ')} |`;
}

/** The head of the table. */
export const tallyHead: string = `| calls | all | ${outcomes.join(' | ')} |\n|---${'|--:'.repeat(outcomes.length + 1)}|`;

/** Returns the calls that were found, the most frequent error first, each with how to make one of them again. */
export function findings({ found }: Fuzzed, examples = 1): string {
  const groups = grouped(found);
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, calls]) => [`${calls.length} × ${kind}`, ...calls.slice(0, examples).map(lineOf)].join('\n'))
    .join('\n');
}

function lineOf({ index, callable, text }: Fuzzed['found'][number]): string {
  return `    call ${index}, ${callable.split(' ')[0]}: ${text.slice(0, 400)}`;
}

function grouped(found: Fuzzed['found']): Map<string, Fuzzed['found'][number][]> {
  const groups = new Map<string, Fuzzed['found'][number][]>();
  for (const call of found) {
    const kind = `${call.outcome} ${call.message.slice(0, 200)}`;
    groups.set(kind, [...(groups.get(kind) ?? []), call]);
  }
  return groups;
}
