import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';

type Manifest = Readonly<Record<string, unknown>>;
const manifestOf = (folder: string) => JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8')) as Manifest;
const workspace = manifestOf('');

describe.each(readdirSync(`${root}packages`))('the manifest of %s', name => {
  const manifest = manifestOf(`packages/${name}/`);

  it('says what the package is, with keywords, and where it runs', () => {
    expect(manifest['description']).toMatch(/^\S.*\.$/);
    expect(manifest['keywords']).toEqual(expect.arrayContaining(['thalweg', 'machine-learning', 'rxjs']));
    const keywords = manifest['keywords'] as string[];
    expect(new Set(keywords).size).toBe(keywords.length);
    expect(keywords.length).toBeGreaterThan(4);
    expect(manifest).toMatchObject({ engines: workspace['engines'], license: 'MIT', type: 'module' });
  });

  it('leaves addresses to addresses.json, from which packing writes them', () => {
    for (const field of ['repository', 'homepage', 'bugs']) expect(manifest).not.toHaveProperty(field);
  });

  it('names types before code in each entry, and our sources first', () => {
    for (const entry of Object.values(manifest['exports'] as Record<string, object>))
      expect(Object.keys(entry)).toEqual(['@thalweg/source', 'types', 'default']);
  });
});

/** The packages that an app installs itself if it uses them. */
const optional = ['angular', 'build', 'nats', 'react', 'report', 'svelte', 'vue'].map(name => `@thalweg/${name}`);

describe('what `npm install thalweg rxjs` installs', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta, version } = manifestOf('packages/thalweg/') as {
    readonly [field: string]: Readonly<Record<string, unknown>>;
  };

  it('leaves the bridges, reports, the command and NATS to those who use them', () => {
    expect(peerDependencies).toEqual({
      ...Object.fromEntries(optional.map(name => [name, version])),
      rxjs: manifestOf('packages/graph/')['peerDependencies']!['rxjs' as never],
    });
    expect(peerDependenciesMeta).toEqual(Object.fromEntries(optional.map(name => [name, { optional: true }])));
    expect(Object.keys(dependencies!).filter(name => optional.includes(name))).toEqual([]);
  });

  it('needs none of them: no other package depends on one', () => {
    const dependents = Object.keys(dependencies!).filter(name => {
      const own = manifestOf(`packages/${name.replace('@thalweg/', '')}/`)['dependencies'] ?? {};
      return optional.some(each => each in (own as object));
    });
    expect(dependents).toEqual([]);
  });

  it('names the missing package in errors: each module names what it exports, and its source is its type', () => {
    const exports = manifestOf('packages/thalweg/')['exports'] as Readonly<Record<string, { readonly types: string }>>;
    const paths = Object.keys(exports).filter(path =>
      optional.some(name => `${path}/`.startsWith(`./${name.slice(9)}/`)),
    );
    expect(paths.length).toBeGreaterThan(optional.length);
    for (const path of paths) {
      expect(exports[path]!.types, path).toBe(`./src${path.slice(1)}.ts`);
      const source = readFileSync(`${root}packages/thalweg/src${path.slice(1)}.ts`, 'utf8');
      if (path !== './react/jsx') expect(source, path).toMatch(/^export \{[^*]*\} from '@thalweg\/[^']+';\n$/);
    }
  });
});

const copied = ['examples/', 'packages/create-thalweg/templates/'].flatMap(place =>
  readdirSync(root + place, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => `${place}${name}/`),
);

describe.each(copied)('a project that readers copy, %s', folder => {
  const manifest = readdirSync(root + folder).find(name => /^(package|manifest)\.json$/.test(name))!;

  it('asks for the packages that it uses and that thalweg does not bring', () => {
    const paths = readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).filter(
      path => /\.(json|html|js|tsx?|svelte)$/.test(path) && !/(^|\/)(node_modules|dist)\//.test(path),
    );
    const text = paths.map(path => readFileSync(`${root}${folder}${path}`, 'utf8')).join('\n');
    const used = optional.filter(name => new RegExp(`['"]${name.slice(1)}[/'"]`).test(text));
    if (/\bthalweg precompile\b/.test(text)) used.push('@thalweg/build');
    const { dependencies, devDependencies } = JSON.parse(readFileSync(root + folder + manifest, 'utf8')) as {
      readonly [field: string]: object | undefined;
    };
    const asked = Object.keys({ ...dependencies, ...devDependencies }).filter(name => optional.includes(name));
    expect(asked.sort()).toEqual(used.sort());
  });
});

it('the addresses are an address or null each', () => {
  const addresses = JSON.parse(readFileSync(`${root}addresses.json`, 'utf8')) as Record<string, unknown>;
  expect(Object.keys(addresses)).toEqual(['repository', 'homepage', 'bugs']);
  for (const address of Object.values(addresses))
    if (address !== null) expect(address).toMatch(/^https:\/\/[^/]+\/[^\s]*$/);
});
