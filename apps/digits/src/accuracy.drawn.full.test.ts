import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batch } from '@thalweg/data';
import { landingRows } from '@thalweg/drawn';
import { input } from '@thalweg/graph';
import { accuracy } from '@thalweg/metrics';
import { describe as card } from '@thalweg/model';
import { loadModel } from '@thalweg/node';
import { evaluate, measure } from '@thalweg/train';
import { firstValueFrom } from 'rxjs';
import { afterAll, expect, it } from 'vitest';
import { readDigits } from './data/read-digits.ts';
import { splitDigits } from './data/split-digits.ts';
import { figuresOf } from './testing/digits-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'digits-'));
afterAll(() => rmSync(folder, { recursive: true }));

const networks = [
  ['784-128-10', 'dense', 0.945],
  ['the convolutional network', 'cnn', 0.975],
] as const;

it.each(landingRows('networks of digits', networks))(
  '%s recognizes the digits after ten epochs, as does the model that it writes',
  async (_, network, least) => {
    const path = join(folder, `${network}.safetensors`);
    const { testAccuracy } = await figuresOf('--seed', '1', '--network', network, '--model', path);
    expect(testAccuracy).toBeGreaterThanOrEqual(least);

    const model = loadModel(path);
    const metric = model.prediction.pipe(measure(accuracy(), input('digit', ['batch'], 'int32')) as never) as never;
    const rows = splitDigits(readDigits(), 1).test.pipe(batch(500));
    expect((await firstValueFrom(rows.pipe(evaluate({ metric })))) as unknown).toMatchObject({ metric: testAccuracy });
    expect(String(card(model))).toContain(`| accuracy | ${testAccuracy} |`);
  },
);
