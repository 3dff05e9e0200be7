import { checkpoint, progressBar, readSnapshot, savedSettings } from '@thalweg/node';
import { restore, type StepRecord } from '@thalweg/train';
import { firstValueFrom, identity, lastValueFrom } from 'rxjs';
import { readMnist } from './mnist.ts';
import { learnMnist } from './run.ts';
import { readSettings, runSettings } from './settings.ts';

try {
  const settings = readSettings(process.argv.slice(2));
  const { save, saveEvery, resume, json } = settings;
  const data = { training: readMnist('training', settings.digits), test: readMnist('test', 10_000) };
  const { steps, learn, steps$, test$ } = learnMnist(data, settings);
  const parts = { learn, settings: savedSettings(settings, runSettings) };
  if (resume !== undefined) restore(parts, readSnapshot(resume));
  const bar = progressBar<StepRecord>({
    label: 'steps',
    total: steps,
    done: ({ step }) => step,
    withoutTerminal: 'lines',
  });
  const { loss } = await lastValueFrom(
    steps$.pipe(
      save === undefined ? identity : checkpoint(parts, { every: saveEvery, path: save }),
      json ? identity : bar,
    ),
    // A finished run is only tested again.
    { defaultValue: learn.progress.last! as StepRecord },
  );
  const { accuracy } = await firstValueFrom(test$);
  const result = { testAccuracy: accuracy, finalLoss: loss, steps };
  console.log(json ? JSON.stringify(result) : `accuracy on 10,000 digits that the network never saw: ${accuracy}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
