import { latestCheckpoint } from '@thalweg/node';
import { scheduleNote } from '@thalweg/programs/schedule-note';
import { terminalColumns } from '@thalweg/programs/terminal-columns';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import type { StepRecord } from '@thalweg/train';
import { filter, fromEvent, map, tap } from 'rxjs';
import { readSettings } from './options.ts';
import { resultLines, shownUntil, stoppedAt } from './report.ts';
import { trainInChildProcess } from './train-in-child-process.ts';
import type { Result, TrainingEvent } from './training.ts';

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
