import { latestCheckpoint, progressBar } from '@thalweg/node';
import { scheduleNote } from '@thalweg/programs/schedule-note';
import type { StepRecord } from '@thalweg/train';
import { filter, fromEvent, map, takeUntil, tap } from 'rxjs';
import { readSettings } from './options.ts';
import { resultLines } from './report.ts';
import { trainInChildProcess } from './train-in-child-process.ts';
import type { Result, TrainingEvent } from './training.ts';

const settings = readSettings(process.argv.slice(2));
const note = scheduleNote(settings, settings.epochs);
if (note !== undefined) console.error(note);

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
    progressBar({ label: 'digits', total: () => steps, withoutTerminal: 'lines' }),
    takeUntil(fromEvent(process, 'SIGINT')),
  )
  .subscribe({
    error: (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
    complete: () => {
      if (result !== undefined) console.log(resultLines(result, settings.json));
      else {
        console.log(
          last === undefined
            ? 'Stopped before the first step.'
            : `Stopped after step ${last.step} of ${steps}: loss ${last.loss}.`,
        );
        if (settings.save !== undefined && latestCheckpoint(settings.save) !== undefined)
          console.log(`Continue with --resume ${settings.save}`);
        process.exitCode = 130;
      }
    },
  });
