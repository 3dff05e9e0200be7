import { progressBar } from '@thalweg/node';
import { fromEvent, NEVER } from 'rxjs';
import { inOrder } from './data/mail-order.ts';
import { readMails } from './data/read-mails.ts';
import { readSettings } from './options.ts';
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
  });
  const shown = (settings.json ? NEVER : run.mails$.delivered.pipe(bar)).subscribe();
  const stopped = await run.learn(fromEvent(process, 'SIGINT')).finally(() => shown.unsubscribe());
  console.log(resultLines(run.result(), run, stream, settings));
  if (stopped !== undefined) {
    // With --json, the last line must be the result.
    (settings.json ? console.error : console.log)(`Stopped. Continue with --resume ${stopped}`);
    process.exitCode = 130;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
