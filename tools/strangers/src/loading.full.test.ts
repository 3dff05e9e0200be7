import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { root } from './workspace.ts';

const home = inject('home');

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
const program = `
  import { train } from '@thalweg/train';
  import { dense } from '@thalweg/nn';
  import { wasm } from '@thalweg/wasm';
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, kinds: [train, dense, wasm].map(one => typeof one) }));
`;

/** Runs a module in the folder with the packages, and returns what it prints, on either stream if it fails. */
async function run(name: string, code: string, ...flags: readonly string[]): Promise<string> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  writeFileSync(join(home, `${name}.js`), code);
  const options = { cwd: home, env: { ...env, LOADED: join(home, 'loaded.txt') } };
  return promisify(execFile)(process.execPath, [...flags, `${name}.js`], options).then(
    ({ stdout }) => stdout,
    (error: { readonly stderr: string }) => error.stderr,
  );
}

it('train, nn and wasm load as at most 40 modules of ours', async () => {
  for (const [name, text] of Object.entries({ hook, register })) writeFileSync(join(home, `${name}.js`), text);
  writeFileSync(join(home, 'loaded.txt'), '');
  await run('loading', program, '--import', './register.js');
  const loaded = readFileSync(join(home, 'loaded.txt'), 'utf8').trim().split('\n');
  const ours = loaded.filter(url => /\/node_modules\/(@thalweg\/|thalweg\/)/.test(url));
  const { seconds, kinds } = JSON.parse(await run('loading', program)) as { seconds: number; kinds: string[] };
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
