import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batch } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { describe as card } from '@thalweg/model';
import { loadModel } from '@thalweg/node';
import { figuresIn, startProgram } from '@thalweg/programs/program';
import { evaluate, measure } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { afterAll, expect, it } from 'vitest';
import { readDigits } from './data/read-digits.ts';
import { splitDigits } from './data/split-digits.ts';

const folder = mkdtempSync(join(tmpdir(), 'digits-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['dense', 'cnn'])(
  'the %s model that a run writes has the accuracy that the run printed, above 0.9',
  async network => {
    const path = join(folder, `${network}.safetensors`);
    const options = ['--network', network, '--epochs', '1', '--model', path, '--json'];
    const { ended } = startProgram(new URL('main.ts', import.meta.url), options);
    const { testAccuracy } = await figuresIn<{ testAccuracy: number }>(ended);

    expect(testAccuracy).toBeGreaterThan(0.9);

    const model = loadModel(path);
    const metric = model.prediction.pipe(measure(accuracy(), input('digit', ['batch'], 'int32')) as never) as never;
    const rows = splitDigits(readDigits(), 1).test.pipe(batch(500));
    expect((await firstValueFrom(rows.pipe(evaluate({ metric })))) as unknown).toMatchObject({ metric: testAccuracy });
    expect(String(card(model))).toContain(`| accuracy | ${testAccuracy} |`);
  },
);
