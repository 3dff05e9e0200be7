import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { latestCheckpoint } from '@thalweg/node';
import { scheduleNote } from '@thalweg/programs/schedule-note';
import { terminalColumns } from '@thalweg/programs/terminal-columns';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import type { StepRecord } from '@thalweg/train';
import { filter, fromEvent, map, Observable, tap } from 'rxjs';
import { type Result, resultLines, shownUntil, stoppedAt, type TrainingEvent } from './report.ts';
import { readSettings, type Settings } from './settings.ts';

/** The milliseconds that a step has to end, before the process is killed. */
const PATIENCE_MS = 100;

const settings = readSettings(process.argv.slice(2));
const note = scheduleNote(settings, settings.epochs);
if (note !== undefined) console.error(wrappedText(note, { columns: terminalColumns(process.stderr) }));

let steps: number | undefined;
let result: Result | undefined;
let last: StepRecord | undefined;

trainInChildProcess(settings)
  .pipe(
    tap(event => {
      if (event.kind === 'start') ({ steps } = event);
      else if (event.kind === 'end') ({ result } = event);
    }),
    filter((event: TrainingEvent) => event.kind === 'step'),
    map(({ record }) => (last = record)),
    shownUntil(fromEvent(process, 'SIGINT'), { total: () => steps }),
  )
  .subscribe({
    error: (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
    complete: () => {
      const columns = terminalColumns(process.stdout);
      if (result !== undefined) console.log(resultLines(result, { json: settings.json, columns }));
      else {
        console.log(wrappedText(stoppedAt(last, steps), { columns }));
        if (settings.save !== undefined && latestCheckpoint(settings.save) !== undefined)
          console.log(`Continue with --resume ${settings.save}`);
        process.exitCode = 130;
      }
    },
  });

/**
 * Trains in a child process, so that the terminal stays responsive during long steps. Unsubscribing ends the process: it
 * leaves its folder first, so that another one may continue the run at once. In the middle of a long step it is killed.
 */
function trainInChildProcess(settings: Settings): Observable<TrainingEvent> {
  return new Observable(subscriber => {
    const child = fork(fileURLToPath(new URL('./training.ts', import.meta.url)), { serialization: 'advanced' });
    child.send(settings);
    child.on('message', (event: TrainingEvent) => {
      if (event.kind === 'error') subscriber.error(new Error(event.message));
      else subscriber.next(event);
    });
    child.on('error', error => subscriber.error(error));
    child.on('exit', () => subscriber.complete());
    return () => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
    };
  });
}
