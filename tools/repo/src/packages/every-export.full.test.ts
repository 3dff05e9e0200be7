import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { namesOfEach } from '../bundles/bundle.ts';
import { namesBehind } from '../bundles/names-behind.ts';
import { entriesForUsers, valuesOf } from './package-exports.ts';
import { root } from '../root.ts';
import { scopedPackages } from './scoped-packages.ts';

/** The built modules of a package that may do nothing when they are imported. */
function quietModules(name: string): string[] {
  const dist = `${root}packages/${name}/dist/`;
  const acting = /^(worker|compile-worker|command|precompile-process)\.js$/;
  return readdirSync(dist).filter(file => file.endsWith('.js') && !acting.test(file)).map(file => dist + file); // prettier-ignore
}

/** What esbuild keeps of a module that is imported for its effects alone, whatever its package says of them. */
async function keptByEsbuild(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
    format: 'esm',
    target: 'es2022',
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'others-outside',
        setup: esbuild =>
          esbuild.onResolve({ filter: /^/ }, ({ path, kind, resolveDir }) => {
            if (kind !== 'import-statement' || /^[^./]/.test(path)) return { path, external: true, sideEffects: false };
            return { path: resolve(resolveDir, path), sideEffects: true };
          }),
      },
    ],
  });
  return outputFiles[0]!.text.trim();
}

/** What Rolldown keeps of it. */
async function keptByRolldown(contents: string): Promise<string> {
  const build = await rolldown({
    input: 'entry.js',
    external: /^[^./]/,
    treeshake: { moduleSideEffects: (_, isExternal) => !isExternal },
    plugins: [
      {
        name: 'entry',
        resolveId: (id, _, { kind }) =>
          id === 'entry.js' ? id : kind === 'dynamic-import' ? { id, external: true } : undefined,
        load: id => (id === 'entry.js' ? contents : undefined),
      },
    ],
  });
  const { output } = await build.generate({ comments: false });
  await build.close();
  return output[0].code.replace(/^export \{\s*\};?/m, '').trim();
}

/** What packages export that is defined in others. */
const definedElsewhere: Readonly<Record<string, readonly string[]>> = { data: ['DataError'] };

describe.each(scopedPackages())('the built package %s', name => {
  it('does nothing when it is imported, so that bundlers keep only what is used', async () => {
    for (const path of quietModules(name)) {
      const program = `import ${JSON.stringify(path)};`;
      expect([path, await keptByEsbuild(program), await keptByRolldown(program)]).toEqual([path, '', '']);
    }
  });

  const entries = entriesForUsers(`packages/${name}`);

  it.each(entries)('leaves nothing in a bundle of one export of %s but what its definition leads to', async entry => {
    const from = entry === 'index' ? `@thalweg/${name}` : `@thalweg/${name}/${entry}`;
    const behind = namesBehind(name, entry);
    const elsewhere = definedElsewhere[name] ?? [];
    const exported = valuesOf(`packages/${name}`, [entry]).filter(one => !elsewhere.includes(one));
    expect(exported.length).toBeGreaterThan(0);
    expect(exported.filter(one => !behind(one).some(found => found.startsWith(`${name}:`)))).toEqual([]);
    const programs = exported.map(one => `import { ${one} } from '${from}'; console.log(${one});`);
    const bundles = await namesOfEach(programs, { only: from });
    const ownIn = (names: readonly string[]) => names.filter(one => one.startsWith(`${name}:`));
    const tooMany = exported.map((one, i) => {
      const needed = new Set(behind(one));
      return [one, ...ownIn(bundles[i]!).filter(left => !needed.has(left))];
    });
    expect(tooMany.filter(([, ...names]) => names.length > 0)).toEqual([]);
    // Each is there at all.
    expect(exported.filter((_, i) => ownIn(bundles[i]!).length === 0)).toEqual([]);
  });
});

it('control: an effect is kept, and a name too many is found', async () => {
  const effect = 'const table = [1, ...[2]]; console.log(1);';
  expect([await keptByEsbuild(effect), await keptByRolldown(effect)].filter(kept => kept === '')).toEqual([]);
  const [both] = await namesOfEach([`import { neg, sin } from '@thalweg/graph'; console.log(neg, sin);`], {
    only: '@thalweg/graph',
  });
  const behind = namesBehind('graph');
  expect(both!.filter(one => !behind('neg').includes(one))).toContain('graph:sin');
  expect(both!.filter(one => !behind('neg').includes(one) && !behind('sin').includes(one))).toEqual([]);
});
