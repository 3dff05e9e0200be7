import { latestCheckpoint, progressBar } from '@thalweg/node';
import { stoppedLine } from '@thalweg/programs/stopped-line';
import { terminalColumns } from '@thalweg/programs/terminal-columns';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { fromEvent, NEVER } from 'rxjs';
import { inOrder } from './data/mail-order.ts';
import { readMails } from './data/read-mails.ts';
import { readSettings } from './settings.ts';
import { spamRun } from './run.ts';
import { figuresOf, resultLines } from './view.ts';

const settings = readSettings(process.argv.slice(2));

try {
  const mails = readMails();
  const stream = inOrder(mails, settings);
  const run = spamRun(mails, settings);
  const bar = progressBar<{ readonly step: number }>({
    label: 'mails',
    total: stream.length,
    done: ({ step }) => step,
    show: () => figuresOf(run, stream, settings),
    withoutTerminal: 'lines',
  });
  const shown = (settings.json ? NEVER : run.mails$.delivered.pipe(bar)).subscribe();
  const stopped = await run.learn(fromEvent(process, 'SIGINT')).finally(() => shown.unsubscribe());
  const columns = terminalColumns(process.stdout);
  console.log(resultLines(run.result(), run, stream, { ...settings, columns }));
  if (stopped) {
    // With --json, the last line must be the result.
    const say = settings.json ? console.error : console.log;
    const { save } = settings;
    const saved = save !== undefined && latestCheckpoint(save) !== undefined;
    say(wrappedText(stoppedLine({ save, saved }), { columns }));
    process.exitCode = 130;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
