import ora from 'ora';
import { firstValueFrom } from 'rxjs';
import type { StepRecord } from '@thalweg/train';
import { readDigits } from './data/read-digits.ts';
import { splitDigits } from './data/split-digits.ts';
import { readSettings } from './options.ts';
import { learnDigits } from './pipeline.ts';
import { confusionTable, progressLine } from './report.ts';
import type { Settings } from './settings.ts';

try {
  await main(readSettings(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(settings: Settings): Promise<void> {
  const digits = splitDigits(readDigits(), settings.seed);
  const run = learnDigits(digits, settings);
  const started = performance.now();
  const { last, stopped } = await learn(run, settings);
  const seconds = (performance.now() - started) / 1000;
  if (stopped) {
    console.log(last === undefined ? 'stopped before the first step' : `stopped after step ${last.step} of ${run.steps}, loss ${last.loss}`);
    process.exitCode = 130;
    return;
  }
  const { accuracy, confusion } = await firstValueFrom(run.test$);
  const examples = settings.epochs * digits.training.length!;
  if (settings.json) {
    const result = { testAccuracy: accuracy, finalLoss: last!.loss, seconds, examplesPerSecond: examples / seconds, steps: last!.step };
    console.log(JSON.stringify(result));
    return;
  }
  console.log(`${confusionTable(confusion.toArray())}\n`);
  console.log(`final loss ${last!.loss}  ${Math.round(examples / seconds)} examples/s  ${seconds.toFixed(1)} s`);
  console.log(`test accuracy ${accuracy.toFixed(4)}`);
}

/** Runs all steps, or as many as there are before Ctrl-C, and shows how far it is. */
function learn(run: ReturnType<typeof learnDigits>, { epochs }: Settings): Promise<{ last: StepRecord | undefined; stopped: boolean }> {
  const spinner = ora({ text: 'learning', stream: process.stderr, discardStdin: false }).start();
  let last: StepRecord | undefined;
  return new Promise((resolve, reject) => {
    const finish = (stopped: boolean): void => {
      process.off('SIGINT', stop);
      spinner.stop();
      resolve({ last, stopped });
    };
    const steps = run.steps$.subscribe({
      next: record => {
        last = record;
        spinner.text = progressLine(record, run.steps, epochs);
      },
      error: error => {
        spinner.stop();
        reject(error as Error);
      },
      complete: () => finish(false),
    });
    const stop = (): void => {
      steps.unsubscribe();
      finish(true);
    };
    process.on('SIGINT', stop);
  });
}
