import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle } from '../bundles/bundle.ts';
import { root } from '../root.ts';
import { scopedPackages } from './scoped-packages.ts';
import { wholePackage } from './whole-package.ts';

const generated = wholePackage();
const textOf = (path: string) => readFileSync(root + path, 'utf8');

describe('the package thalweg', () => {
  it('holds what the other packages export (npm run exports)', () => {
    for (const [path, text] of generated)
      if (path.endsWith('.json')) expect(JSON.parse(textOf(path)), path).toEqual(JSON.parse(text));
      else expect(textOf(path), path).toBe(text);
  });

  it('holds no other module than these, its command, and what is bundled into one file', () => {
    const found = readdirSync(`${root}packages/thalweg/src`, { recursive: true, encoding: 'utf8' });
    const modules = found.filter(path => path.endsWith('.ts')).map(path => `packages/thalweg/src/${path}`);
    const expected = [
      ...generated.keys(),
      ...['command', 'one-file/circuit', 'one-file/miniatures', 'one-file/trainer'].map(
        name => `packages/thalweg/src/${name}.ts`,
      ),
    ].filter(path => path.endsWith('.ts'));
    expect(modules.sort()).toEqual(expected.sort());
  });

  it('has a subpath for every package, and names each in its README', () => {
    const { exports } = JSON.parse(textOf('packages/thalweg/package.json')) as { exports: object };
    const readme = textOf('packages/thalweg/README.md');
    for (const name of scopedPackages()) expect(exports).toHaveProperty([`./${name}`]);
    expect(Object.keys(exports).filter(path => !readme.includes(`\`thalweg${path.slice(1)}\``))).toEqual([]);
  });

  it.each([
    ['optim', `import { adam } from 'NAME/optim'; console.log(adam);`],
    ['graph', `import { gradient, matmul } from 'NAME/graph'; console.log(gradient, matmul);`],
    ['online', `import { learn } from 'NAME/online'; console.log(learn);`],
    ['wasm/worker', `import 'NAME/wasm/worker';`],
  ])('leaves the same bundle of %s as the package itself', async (_, program) => {
    const [whole, scoped] = await Promise.all(
      ['thalweg', '@thalweg'].map(name => bundle(program.replace('NAME', name))),
    );
    expect(whole!.names).toEqual(scoped!.names);
    expect(scoped!.names.length).toBeGreaterThan(0);
    expect(Math.abs(whole!.bytes - scoped!.bytes)).toBeLessThanOrEqual(20);
  });
});
