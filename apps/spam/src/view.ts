import { type Node, read } from '@thalweg/graph';
import { hashFeatures, tokens } from '@thalweg/online';
import { fittedTable } from '@thalweg/programs/fitted-table';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { from, map } from 'rxjs';
import type { Mail } from './data/read-mails.ts';
import { weightsOf } from './learner.ts';
import type { Result, spamRun } from './run.ts';
import type { Settings } from './settings.ts';

type Run = Pick<ReturnType<typeof spamRun>, 'whole' | 'recent' | 'log' | 'model'>;

/**
 * The numbers of recent mails in which the view and the result look for indicative words. To look into a mail costs more than
 * to learn it, so the view, which does it ten times in a second, looks into few.
 */
const [VIEWED, LOOKED_AT] = [5, 100];

/** Returns figures of the current state of a run, by name. */
export function figuresOf(run: Run, mails: readonly Mail[], { bits }: Pick<Settings, 'bits'>): Record<string, string> {
  const { metrics, baseline } = run.whole.now();
  const recent = run.recent.now();
  const words = wordsOf(run, mails, { bits, recent: VIEWED, count: 6 });
  const drifts = run.log.drifts();
  return {
    accuracy: besideIt(metrics.accuracy, baseline.accuracy),
    AUC: figure(metrics.auc),
    'last 500': besideIt(recent.metrics.accuracy, recent.baseline.accuracy),
    ...(drifts.length > 0 ? { 'drift after': drifts.join(', ') } : {}),
    spam: words.spam.join(' ') || '–',
    wanted: words.wanted.join(' ') || '–',
  };
}

/** Options for formatting the result of a run. */
export interface ResultFormat extends Pick<Settings, 'json' | 'bits'> {
  /** The columns that a line may have. */
  readonly columns: number;
}

/** Formats the result of a run: a table for people, or one JSON object. The progress bar has told the time. */
export function resultLines(result: Result, run: Run, mails: readonly Mail[], format: ResultFormat): string {
  const { json, bits, columns } = format;
  if (json) return JSON.stringify(result);
  const { accuracy, auc, logLoss, baseline, featuresPerSecond, drifts, recovery } = result;
  const words = wordsOf(run, mails, { bits, recent: LOOKED_AT, count: 15 });
  const rows = [
    ['accuracy', besideIt(accuracy, baseline.accuracy)],
    ['AUC', besideIt(auc, baseline.auc)],
    ['log loss', besideIt(logLoss, baseline.logLoss)],
    ['for spam', words.spam.join(' ')],
    ['against it', words.wanted.join(' ')],
    ['drift', drifts.length === 0 ? 'none' : `detected after ${drifts.join(', ')} mails`],
    ...('recovery' in result ? [['recovery', recovery === undefined ? 'not in these mails' : `after ${recovery} mails`]] : []),
  ];
  const speed = `${result.mails} mails, ${(featuresPerSecond / 1e6).toFixed(2)} million features/s`;
  return `${fittedTable({ rows, prose: true }, columns)}\n\n${wrappedText(speed, { columns })}`;
} // prettier-ignore

interface WordsOptions {
  readonly bits: number;
  /** The number of mails to look into, and of words to return. */
  readonly recent: number;
  readonly count: number;
}

/** The indicative words of the mails that were learned last. */
function wordsOf(run: Run, mails: readonly Mail[], { bits, recent, count }: WordsOptions): IndicativeWords {
  const learned = run.whole.now().count;
  const last = mails.slice(Math.max(0, learned - recent), learned);
  return indicativeWords(weightsOf(run.model()), bits, last, count);
}

function figure(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(4);
}

/** A figure of the model, and that of always predicting the share of spam so far. */
function besideIt(value: number, baseline: number): string {
  return `${figure(value)} (prior class ${figure(baseline)})`;
}

/** The words that indicate spam most strongly, and wanted mail most strongly. */
interface IndicativeWords {
  readonly spam: readonly string[];
  readonly wanted: readonly string[];
}

/** Returns the words of some mails with the largest and the smallest weights. */
function indicativeWords(weight: Node, bits: number, mails: readonly Mail[], count: number): IndicativeWords {
  const words = new Set<string>();
  from(mails)
    .pipe(tokens('body'))
    .subscribe(({ body }) => {
      for (const word of body) words.add(word);
    });
  const { data } = read(weight);
  const weighted: { word: string; weight: number }[] = [];
  from(words)
    .pipe(
      map(body => ({ body, word: body })),
      hashFeatures({ bits, text: ['body'] }),
    )
    .subscribe(({ word, 'features.indices': [index] }) => {
      if (index !== undefined && data[index] !== 0) weighted.push({ word, weight: data[index]! });
    });
  weighted.sort((a, b) => b.weight - a.weight);
  const of = (some: typeof weighted): string[] => some.map(({ word }) => word);
  return {
    spam: of(weighted.slice(0, count).filter(({ weight }) => weight > 0)),
    wanted: of(
      weighted
        .slice(-count)
        .reverse()
        .filter(({ weight }) => weight < 0),
    ),
  };
}
