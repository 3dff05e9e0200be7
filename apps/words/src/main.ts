import { scheduleNote } from '@thalweg/programs/schedule-note';
import { stoppedLine } from '@thalweg/programs/stopped-line';
import { terminalColumns } from '@thalweg/programs/terminal-columns';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import { defer, filter, fromEvent, lastValueFrom, map, tap } from 'rxjs';
import { readSettings } from './data/settings.ts';
import { typedLines, wordsRun } from './run.ts';
import { linesOf } from './report/words-event.ts';

const HINT = 'Type a line. The model predicts it, learns it, and goes on with it. Ctrl-D ends the run.';

const settings = readSettings(process.argv.slice(2));
const note = scheduleNote(settings, settings.passes);
if (note !== undefined) console.error(wrappedText(note, { columns: terminalColumns(process.stderr) }));

/** Prints a text for people in lines that fit. */
const say = (text: string): void => console.log(wrappedText(text, { columns: terminalColumns(process.stdout) }));

try {
  const { events$, end } = wordsRun(settings, {
    lines$: defer(() => {
      if (process.stdin.isTTY && !settings.json) say(HINT);
      return typedLines(process.stdin);
    }),
    stop$: fromEvent(process, 'SIGINT').pipe(tap(leaveLine)),
  });
  const shown$ = events$.pipe(
    map(event => linesOf(event, { json: settings.json, columns: terminalColumns(process.stdout) })),
    filter(lines => lines !== undefined),
    tap(lines => console.log(lines)),
  );
  await lastValueFrom(shown$, { defaultValue: undefined });
  const { stopped, saved } = end();
  if (stopped) {
    const line = stoppedLine({ save: settings.save, saved });
    // With --json, the last line of the standard output is the result.
    if (settings.json) console.error(line);
    else say(line);
    process.exitCode = 130;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** Leaves the line of a terminal, where ^C stands. */
function leaveLine(): void {
  if (process.stdout.isTTY && !settings.json) console.log();
}
