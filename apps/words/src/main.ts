import { scheduleNote } from '@thalweg/programs/schedule-note';
import { defer, fromEvent, lastValueFrom, tap } from 'rxjs';
import { readSettings } from './options.ts';
import { wordsRun } from './run.ts';
import { typedLines } from './typed-lines.ts';
import { linesOf } from './view.ts';

const HINT = 'Type a line. The model predicts it, learns it, and goes on with it. Ctrl-D ends the run.';

const settings = readSettings(process.argv.slice(2));
const note = scheduleNote(settings, settings.passes);
if (note !== undefined) console.error(note);

try {
  const { events$, end } = wordsRun(settings, {
    lines$: defer(() => {
      if (process.stdin.isTTY && !settings.json) console.log(HINT);
      return typedLines(process.stdin);
    }),
    stop$: fromEvent(process, 'SIGINT'),
  });
  await lastValueFrom(events$.pipe(tap(event => console.log(linesOf(event, settings.json)))));
  const { stopped, state } = end();
  if (stopped) {
    // With --json, the last line of the standard output is the result.
    const say = settings.json ? console.error : console.log;
    say(state === undefined ? 'Stopped before the first step.' : `Stopped. Continue with --resume ${state}`);
    process.exitCode = 130;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
