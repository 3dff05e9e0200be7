import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { linkTree } from '../pack/link-tree.ts';
import { manifestIn, root } from '../pack/workspace.ts';
import { bundlers } from './bundlers.ts';

/** What `npm install thalweg rxjs` gives: the packages that `thalweg` depends on, and none that an app may lack. */
const folder = join(inject('home'), '../without-optional');
const installed = join(inject('home'), 'node_modules');
const { dependencies = {}, peerDependenciesMeta = {} } = manifestIn(join(installed, 'thalweg'));

/** A value that each package exports that an app may lack. */
const values: Readonly<Record<string, string>> = {
  angular: 'nodeSignal',
  build: 'precompiledPlans',
  nats: 'natsLog',
  react: 'useNode',
  report: 'report',
  svelte: 'nodeStore',
  vue: 'useNode',
};
const importOf = (name: string) =>
  `import { ${values[name]} as ${name} } from 'thalweg/${name}'; console.log(${name});\n`;

/** Runs a program in the folder, and returns what it printed on either stream. */
async function said(program: string, ...argv: readonly string[]): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = promisify(execFile)(process.execPath, [program, ...argv], { cwd: folder, env });
  return run.then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => stdout + stderr,
  );
}

beforeAll(() => {
  // A copy, since Node looks for what a module imports where the module itself is.
  linkTree(join(installed, 'thalweg'), join(folder, 'node_modules/thalweg'));
  for (const name of ['rxjs', ...Object.keys(dependencies)]) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(installed, name), join(folder, 'node_modules', name), 'junction');
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
});

describe('a package that is not installed', () => {
  it('is one of those with a row here', () => {
    expect(Object.keys(peerDependenciesMeta)).toEqual(Object.keys(values).map(name => `@thalweg/${name}`));
  });

  it('is named by Node', async () => {
    const code = `
      for (const name of process.argv.slice(2))
        await import('thalweg/' + name).catch(({ code, message }) => console.log(code, message));`;
    writeFileSync(join(folder, 'import-all.js'), code);
    const lines = (await said('import-all.js', ...Object.keys(values), 'graph')).trim().split('\n');
    expect(lines).toEqual(
      Object.keys(values).map(
        name => expect.stringContaining(`ERR_MODULE_NOT_FOUND Cannot find package '@thalweg/${name}' `) as string,
      ),
    );
  });

  it.each([true, false])('is named by tsc, and nothing else, with skipLibCheck %s', async skipLibCheck => {
    writeFileSync(join(folder, 'all.ts'), [...Object.keys(values), 'react/jsx'].map(typed).join(''));
    const options = `--noEmit --strict --module nodenext --lib es2022,dom,esnext --skipLibCheck ${skipLibCheck}`;
    const printed = await said(`${root}node_modules/typescript-native/bin/tsc`, ...options.split(' '), 'all.ts');
    const missing = [...printed.matchAll(/error TS(\d+): Cannot find module '(.*?)'/g)].map(([, ...found]) => found);
    const names = [...Object.keys(values), 'nats/browser', 'nats/server', 'react/jsx'].map(name => `@thalweg/${name}`);
    expect(missing.map(([, name]) => name).filter(name => !names.includes(name!))).toEqual([]);
    expect(missing.map(([, name]) => name)).toEqual(
      expect.arrayContaining([...Object.keys(values), 'react/jsx'].map(name => `@thalweg/${name}`)),
    );
    expect(printed.match(/error TS/g)).toHaveLength(missing.length);

    function typed(name: string): string {
      return name === 'react/jsx' ? `import type {} from 'thalweg/react/jsx';\n` : importOf(name);
    }
  });

  describe.each(Object.entries(bundlers))('in a bundle of %s', (_, bundle) => {
    it('control: what is installed is found', async () => {
      expect((await bundle(folder, `import { key } from 'thalweg/tensor'; console.log(key);`)).code).toContain('log');
    });

    it.each(Object.keys(values))('is named: %s', async name => {
      await expect(bundle(folder, importOf(name))).rejects.toThrow(`@thalweg/${name}`);
    });
  });

  it('is named by the command, with what installs it', async () => {
    expect(await said('node_modules/thalweg/dist/command.js', 'precompile', 'model.js')).toBe(
      'thalweg precompile: needs @thalweg/build, which is not installed. Run npm install --save-dev @thalweg/build.\n',
    );
  });
});

it('the types of reports need no package for charts', () => {
  const types = readdirSync(join(installed, '@thalweg/report/dist'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.d.ts'))
    .flatMap(
      path => ts.preProcessFile(readFileSync(join(installed, '@thalweg/report/dist', path), 'utf8')).importedFiles,
    )
    .map(({ fileName }) => fileName);
  expect(types).toContain('rxjs');
  expect(types.filter(name => !/^(\.|rxjs$|@thalweg\/)/.test(name))).toEqual([]);
});

it('`npm install thalweg rxjs` brings at most 45 packages of at most 30 MB, and none for charts or HTML', () => {
  const names = new Set(['thalweg', 'rxjs']);
  for (const name of names)
    for (const each of Object.keys(manifestIn(join(installed, name)).dependencies ?? {})) names.add(each);
  const files = [...names].flatMap(name =>
    readdirSync(join(installed, name), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()),
  );
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  const ours = inject('packed').filter(({ name }) => names.has(name));
  const oursBytes = ours.reduce((sum, each) => sum + each.bytes, 0);
  console.log(`${names.size} packages, ${megabytes(bytes)}; ${ours.length} of ours, ${megabytes(oursBytes)}`);
  expect([...names]).toEqual(expect.arrayContaining(['@thalweg/graph', '@thalweg/onnx', 'hyparquet']));
  expect([...names].filter(name => /^(d3|linkedom|@observablehq|htmlparser2|css-)/.test(name))).toEqual([]);
  expect(names.size).toBeLessThanOrEqual(45);
  expect(bytes).toBeLessThanOrEqual(30e6);
  expect(ours).toHaveLength(21);
});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
