import { once } from 'node:events';
import { softmax } from '@thalweg/graph';
import { blas, checkpoint, llvm, readSnapshot, savedSettings, saveModel } from '@thalweg/node';
import { restore, type StepRecord } from '@thalweg/train';
import { firstValueFrom, fromEvent, identity, lastValueFrom, map, takeUntil, tap } from 'rxjs';
import { readDigits } from './data/read-digits.ts';
import { splitDigits } from './data/split-digits.ts';
import { convolutionalNetwork } from './convolutional-network.ts';
import { digitNetwork, learnDigits } from './pipeline.ts';
import { type Result, toldSteps, type TrainingEvent } from './report.ts';
import { runSettings, type Settings } from './settings.ts';

/** Fails when the process is asked to stop. Whoever takes steps until then leaves the folder of the run. */
const stopped$ = fromEvent(process, 'SIGINT').pipe(
  map(() => {
    throw new Error('The training was stopped.');
  }),
);

const send = (event: TrainingEvent): void => void process.send!(event);

const [settings] = (await once(process, 'message')) as [Settings];
try {
  send({ kind: 'end', result: await run(settings) });
} catch (error) {
  send({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
}
process.disconnect();

function networkOf(settings: Settings): ReturnType<typeof digitNetwork> {
  return settings.network === 'cnn' ? convolutionalNetwork(settings) : digitNetwork(settings);
}

async function run(settings: Settings): Promise<Result> {
  const digits = splitDigits(readDigits(), settings.seed);
  const network = networkOf(settings);
  const products = settings.products === 'blas' ? blas() : undefined;
  const native = settings.native ? llvm() : undefined;
  const { steps, learn, steps$, test$ } = learnDigits(digits, { ...settings, products, native }, network);
  const parts = { learn, settings: savedSettings(settings, runSettings) };
  const { save, saveEvery, resume, model } = settings;
  if (resume !== undefined) restore(parts, readSnapshot(resume));
  send({ kind: 'start', steps });
  const started = performance.now();
  const tell = (record: StepRecord): void => send({ kind: 'step', record });
  const tellSome = toldSteps(tell);
  let taken = 0;
  const final = await lastValueFrom(
    steps$.pipe(
      save === undefined ? identity : checkpoint(parts, { every: saveEvery, path: save }),
      tap(record => {
        taken++;
        tellSome(record);
      }),
      takeUntil(stopped$),
    ),
    // A finished run is only tested again.
    { defaultValue: learn.progress.last! as StepRecord },
  );
  const seconds = (performance.now() - started) / 1000;
  tell(final);
  const { accuracy, confusion } = await firstValueFrom(test$);
  if (model !== undefined)
    saveModel(
      model,
      {
        prediction: softmax(network.logits),
        description:
          'Handwritten digits: an image of 28 by 28 pixels, from 0 to 1, to the probabilities of the ten digits.',
        units: { image: 'brightness', prediction: 'probability' },
        figures: { accuracy: accuracy!, loss: final.loss, steps: final.step },
        ranges: { image: { min: 0, max: 1 } },
      },
      { parametersOf: learn },
    );
  return {
    // The test set is never empty.
    testAccuracy: accuracy!,
    finalLoss: final.loss,
    seconds,
    examplesPerSecond: (digits.training.length! * settings.epochs * taken) / steps / seconds,
    steps: final.step,
    confusion: confusion.toArray(),
  };
}
