import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { root, subpathsOf } from '../pack/workspace.ts';
import { numbers, program, requireProgram } from './program.ts';

const home = inject('home');

/** The environment without the options that vitest gives to its own processes. */
function envOfNode(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

describe('Node', () => {
  it('runs a program that gives the right numbers, and ends', async () => {
    await writeFile(join(home, 'program.js'), program);
    const { stdout } = await promisify(execFile)(process.execPath, ['program.js'], { cwd: home, env: envOfNode() });
    expect(JSON.parse(stdout)).toEqual(numbers);
  });

  it('takes the packages by require() too, as the same modules', async () => {
    await writeFile(join(home, 'require.js'), requireProgram());
    const { stdout } = await promisify(execFile)(process.execPath, ['require.js'], { cwd: home, env: envOfNode() });
    expect(Number(stdout)).toBeGreaterThan(50);
  });

  it.each(inject('packed'))('reaches the subpaths of $name, and no other module', ({ name, files }) => {
    const { resolve } = createRequire(join(home, 'program.js'));
    const folder = join(home, 'node_modules', name);
    const subpaths = subpathsOf(folder, files);
    if (name.startsWith('@')) expect(subpaths.get('.')).toBe('dist/index.js');
    if (name === 'thalweg') expect(subpaths.get('./graph')).toBe('dist/graph.js');
    for (const [subpath, file] of subpaths) expect(resolve(join(name, subpath))).toBe(join(folder, file));
    for (const file of files) {
      const [, path] = file.match(/^dist\/(.*)\.js$/) ?? [];
      if (path === undefined || subpaths.has(`./${path}`)) continue;
      expect(() => resolve(`${name}/${path}`), path).toThrow(/is not defined by "exports"|Cannot find module/);
    }
  });
});

/** Notes the address of each module that Node loads. */
const hook = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n');
    return next(url, context);
  }
`;
const register = `
  import { register } from 'node:module';
  register(new URL('hook.js', import.meta.url));
`;
const loading = `
  import { train } from '@thalweg/train';
  import { dense } from '@thalweg/nn';
  import { wasm } from '@thalweg/wasm';
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, kinds: [train, dense, wasm].map(one => typeof one) }));
`;

/** Runs a module in the folder with the packages, and returns what it prints, on either stream if it fails. */
async function run(name: string, code: string, ...flags: readonly string[]): Promise<string> {
  writeFileSync(join(home, `${name}.js`), code);
  const options = { cwd: home, env: { ...envOfNode(), LOADED: join(home, 'loaded.txt') } };
  return promisify(execFile)(process.execPath, [...flags, `${name}.js`], options).then(
    ({ stdout }) => stdout,
    (error: { readonly stderr: string }) => error.stderr,
  );
}

it('train, nn and wasm load as at most 40 modules of ours', async () => {
  for (const [name, text] of Object.entries({ hook, register })) writeFileSync(join(home, `${name}.js`), text);
  writeFileSync(join(home, 'loaded.txt'), '');
  await run('loading', loading, '--import', './register.js');
  const loaded = readFileSync(join(home, 'loaded.txt'), 'utf8').trim().split('\n');
  const ours = loaded.filter(url => /\/node_modules\/(@thalweg\/|thalweg\/)/.test(url));
  const { seconds, kinds } = JSON.parse(await run('loading', loading)) as { seconds: number; kinds: string[] };
  console.log(
    `${ours.length} modules of ours, ${loaded.length} in all, ${seconds.toFixed(2)} s of processor time with Node's own`,
  );
  expect(kinds).toEqual(['function', 'function', 'function']);
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.length).toBeLessThanOrEqual(40);
});

it('an error names the lines of the sources, under --enable-source-maps', async () => {
  const failing = `import { constant, matmul } from '@thalweg/graph'; matmul(constant([[1, 2]]), constant([[1, 2]]));`;
  const said = await run('failing', failing, '--enable-source-maps');
  expect(said).toContain('ShapeError: matmul: inner sizes must agree');
  const [, line] = /node_modules\/@thalweg\/graph\/src\/operations\/matmul\.ts:(\d+):\d+/.exec(said) ?? [];
  const source = readFileSync(`${root}packages/graph/src/operations/matmul.ts`, 'utf8').split('\n');
  expect(source[Number(line) - 1]).toContain('ShapeError');
});
