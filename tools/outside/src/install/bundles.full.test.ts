import { createContext, runInContext } from 'node:vm';
import { describe, expect, inject, it } from 'vitest';
import { bundlers } from './bundlers.ts';
import { numbers, program } from './program.ts';

const home = inject('home');

/** The first line that a script prints where there is nothing but what browsers have. */
function printedInBrowser(script: string): Promise<string> {
  return new Promise(resolve => {
    const window = { console: { log: resolve }, MessageChannel, performance, setTimeout, clearTimeout };
    runInContext(script, createContext(window));
  });
}

/** The builds of rxjs that modules are of: `…/node_modules/rxjs/dist/esm`. */
const buildsOfRxjs = (modules: readonly string[]) => [
  ...new Set(modules.flatMap(path => path.match(/.*\/rxjs\/dist\/\w+/)?.[0] ?? [])),
];

describe.each(Object.entries(bundlers))('%s', (_, bundle) => {
  it('bundles a program that gives the right numbers in a browser', async () => {
    const { code } = await bundle(home, program);
    expect(JSON.parse(await printedInBrowser(code))).toEqual(numbers);
  });

  it('puts exactly one rxjs into it, the one that is installed beside the packages', async () => {
    const { modules } = await bundle(home, program);
    expect(buildsOfRxjs(modules)).toEqual([expect.stringContaining(`${home}/node_modules/rxjs/`)]);
    expect(modules.filter(path => !path.startsWith(`${home}/`) && !path.startsWith('\0'))).toEqual([]);
  });

  it('makes the same of a feature, whether it comes from the package or from its own path', async () => {
    const sizeFrom = async (path: string) =>
      (await bundle(home, `import { adam } from '${path}'; console.log(adam);`)).code.length;
    const size = await sizeFrom('@thalweg/optim/adam');
    expect(size).toBeGreaterThan(1000);
    expect(Math.abs((await sizeFrom('@thalweg/optim')) - size)).toBeLessThanOrEqual(16);
  });

  it('finds no internal module', async () => {
    const use = (path: string) => bundle(home, `import * as found from '@thalweg/data/${path}'; console.log(found);`);
    await expect(use('internal/run-iterator')).rejects.toThrow(/internal\/run-iterator/);
    expect((await use('epochs')).code).toContain('console.log');
  });
});
