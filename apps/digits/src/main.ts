import { latestCheckpoint } from '@thalweg/node';
import ora from 'ora';
import { fromEvent, takeUntil } from 'rxjs';
import type { StepRecord } from '@thalweg/train';
import { readSettings } from './options.ts';
import { progressLine, resultLines } from './report.ts';
import { trainInChildProcess } from './train-in-child-process.ts';
import type { Result } from './training.ts';

const settings = readSettings(process.argv.slice(2));
const spinner = ora({ text: 'reading digits', discardStdin: false }).start();

let steps = 0;
let last: StepRecord | undefined;
let result: Result | undefined;

trainInChildProcess(settings)
  .pipe(takeUntil(fromEvent(process, 'SIGINT')))
  .subscribe({
    next: event => {
      if (event.kind === 'start') ({ steps } = event);
      else if (event.kind === 'end') ({ result } = event);
      else if (event.kind === 'step') {
        const begun = last?.epoch !== event.record.epoch;
        last = event.record;
        spinner.text = progressLine(last, steps, settings.epochs);
        // A terminal that cannot overwrite a line gets one line per epoch.
        if (begun && !spinner.isEnabled) console.error(spinner.text);
      }
    },
    error: (error: Error) => {
      spinner.stop();
      console.error(error.message);
      process.exitCode = 1;
    },
    complete: () => {
      spinner.stop();
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
