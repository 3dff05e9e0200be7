import ora from 'ora';
import { fromEvent } from 'rxjs';
import { inOrder } from './data/mail-order.ts';
import { readMails } from './data/read-mails.ts';
import { readSettings } from './options.ts';
import { spamRun } from './run.ts';
import { resultLines, viewOf } from './view.ts';

const settings = readSettings(process.argv.slice(2));
const spinner = ora({ text: 'reading mails', discardStdin: false, isSilent: settings.json }).start();

try {
  const mails = readMails();
  const stream = inOrder(mails, settings);
  const run = spamRun(mails, settings);
  // A terminal that cannot overwrite lines gets no view before the end.
  const view = spinner.isEnabled ? setInterval(() => (spinner.text = viewOf(run, stream, settings)), 200) : undefined;
  const stopped = await run.learn(fromEvent(process, 'SIGINT'));
  clearInterval(view);
  spinner.stop();
  console.log(resultLines(run.result(), run, stream, settings));
  if (stopped !== undefined) {
    // With --json, the last line must be the result.
    (settings.json ? console.error : console.log)(`Stopped. Continue with --resume ${stopped}`);
    process.exitCode = 130;
  }
} catch (error) {
  spinner.stop();
  console.error((error as Error).message);
  process.exitCode = 1;
}
