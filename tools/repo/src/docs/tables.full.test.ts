import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { readSnapshot } from '@thalweg/node';
import { programOptions } from '@thalweg/programs/program';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { documentAt } from './documents.ts';
import { typeErrorsOf } from './failures-of.ts';
import { programsIn } from './shown-programs.ts';

/** The most lines that a script may have. */
const LINES = 45;
const reference = JSON.parse(readFileSync(`${root}tools/laws/reference/tables.json`, 'utf8')) as {
  readonly cars: { readonly meanAbsoluteError: Readonly<Record<'median' | 'linear' | 'network', number>> };
  readonly weather: { readonly balancedAccuracy: Readonly<Record<'majority' | 'logistic' | 'balanced', number>> };
};

const scripts = programsIn(documentAt('docs/tables.md')).map(({ text }) => text.trim());
const names = ['cars', 'weather'] as const;
let folder: string;

/** Runs a script as a reader does, in a process and a folder of its own, and returns what it prints. */
async function run(name: string, ...options: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...programOptions(pathToFileURL(`${folder}/${name}.ts`)), ...options],
    { cwd: folder },
  );
  expect(stderr).toBe('');
  return stdout;
}

beforeAll(async () => {
  await mkdir(`${root}.nx`, { recursive: true });
  // Within the workspace, so that packages are found.
  folder = await mkdtemp(`${root}.nx/tables-`);
  await symlink(`${root}node_modules`, `${folder}/node_modules`);
  await writeFile(`${folder}/package.json`, '{ "type": "module" }');
  await Promise.all(names.map((name, i) => writeFile(`${folder}/${name}.ts`, `${scripts[i]}\n`)));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the scripts of docs/tables.md', () => {
  it(`are two of at most ${LINES} lines, of at most 120 letters, which compile`, async () => {
    expect(scripts.map(script => script.split('\n').length <= LINES)).toEqual([true, true]);
    expect(Math.max(...scripts.flatMap(script => script.split('\n')).map(line => line.length))).toBeLessThanOrEqual(
      120,
    );
    expect(
      await typeErrorsOf(
        'tables',
        names.map(name => `${folder}/${name}.ts`),
      ),
    ).toEqual([]);
  });

  it('predict the mileage of cars better than linear regression, also in another process', async () => {
    const errors = [...(await run('cars')).matchAll(/mean absolute error (\d+\.\d+)/g)].map(([, error]) =>
      Number(error),
    );
    const { linear, network } = reference.cars.meanAbsoluteError;
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(errors).toHaveLength(5);
    expect(mean).toBeLessThan(linear - 0.25);
    expect(Math.abs(mean - network)).toBeLessThan(0.25);
    await left('cars', 'Cars');
    const predicted = await run('cars', 'predict');
    const guesses = predicted.match(/\d+\.\d+/g)!.map(Number);
    // Eight cars of 1970 and later have no mileage: six with eight cylinders, of 133 to 175 horsepower.
    expect(guesses).toHaveLength(8);
    for (const guess of guesses) expect(guess > 5 && guess < 45).toBe(true);
    expect(await run('cars', 'predict')).toBe(predicted);
  });

  it('find rare weather as often as weighted logistic regression does', async () => {
    const recalls = [...(await run('weather')).matchAll(/macro avg +\S+ +(\S+)/g)].map(([, recall]) => Number(recall));
    const { logistic, balanced } = reference.weather.balancedAccuracy;
    const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
    expect(recalls).toHaveLength(5);
    expect(mean).toBeGreaterThan(logistic + 0.1);
    expect(Math.abs(mean - balanced)).toBeLessThan(0.06);
    await left('weather', 'Weather');
    expect((await run('weather', 'predict')).trim()).toBe('rain');
  });
});

/** Checks what a script left: a snapshot, and a report of its own. */
async function left(name: string, title: string): Promise<void> {
  expect(Object.keys(readSnapshot(`${folder}/${name}.safetensors`).parts).sort()).toEqual(['columns', 'learn']);
  expect(existsSync(`${folder}/${name}.html`)).toBe(true);
  const html = readFileSync(`${folder}/${name}.html`, 'utf8');
  expect(html).toContain(`<title>${title}</title>`);
  expect(html).toContain('<svg');
  expect((await stat(`${folder}/${name}.html`)).size).toBeGreaterThan(10_000);
}
