import Table from 'cli-table3';
import type { Mail } from './data/read-mails.ts';
import { weightsOf } from './learner.ts';
import type { Result, spamRun } from './run.ts';
import { indicativeWords } from './indicative-words.ts';
import type { Settings } from './settings.ts';

type Run = ReturnType<typeof spamRun>;

/** The number of recent mails in which the view looks for indicative words. */
const RECENT = 200;

/** Returns figures of the current state of a run, by name. */
export function figuresOf(run: Run, mails: readonly Mail[], { bits }: Settings): Readonly<Record<string, string>> {
  const { count, metrics } = run.whole.now();
  const recent = run.recent.now().metrics;
  const words = indicativeWords(weightsOf(run.model()), bits, mails.slice(Math.max(0, count - RECENT), count), 6);
  const drifts = run.log.drifts();
  return {
    accuracy: figure(metrics.accuracy),
    AUC: figure(metrics.auc),
    'last 500': figure(recent.accuracy),
    ...(drifts.length > 0 ? { 'drift after': drifts.join(', ') } : {}),
    spam: words.spam.join(' '),
    wanted: words.wanted.join(' '),
  };
}

/** Formats the result of a run: a table for people, or one JSON object. */
export function resultLines(result: Result, run: Run, mails: readonly Mail[], { json, bits }: Settings): string {
  if (json) return JSON.stringify(result);
  const { accuracy, auc, logLoss, seconds, examplesPerSecond, featuresPerSecond, drifts, recovery } = result;
  const words = indicativeWords(weightsOf(run.model()), bits, mails, 15);
  const table = new Table({ style: { head: [], border: [], compact: true }, wordWrap: true, colWidths: [16, 80] });
  table.push(
    ['accuracy', figure(accuracy)],
    ['AUC', figure(auc)],
    ['log loss', figure(logLoss)],
    ['for spam', words.spam.join(' ')],
    ['against it', words.wanted.join(' ')],
    ['drift', drifts.length === 0 ? 'none' : `detected after ${drifts.join(', ')} mails`],
  );
  if ('recovery' in result)
    table.push(['recovery', recovery === undefined ? 'not in these mails' : `after ${recovery} mails`]);
  const speed = `${Math.round(examplesPerSecond)} mails/s, ${(featuresPerSecond / 1e6).toFixed(2)} million features/s`;
  return `${table.toString()}\n\n${result.mails} mails in ${seconds.toFixed(1)} s, ${speed}`;
}

function figure(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(4);
}
