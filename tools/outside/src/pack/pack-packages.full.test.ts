import { describe, expect, it } from 'vitest';
import { installLines, publishedManifest, publishedReadme } from './pack-packages.ts';

const none = { repository: null, homepage: null, bugs: null };
const set = {
  repository: 'https://host.example/owner/name',
  homepage: 'https://site.example/base/',
  bugs: 'https://host.example/owner/name/issues',
};

describe('the package.json that is packed', () => {
  const manifest = { name: 'a', version: '1.0.0', nx: { tags: [] }, devDependencies: { b: '1' }, dependencies: {} };

  it('has no address while none is set, and nothing that only the workspace reads', () => {
    const expected = { name: 'a', version: '1.0.0', dependencies: {} };
    expect(publishedManifest(manifest, 'packages/a', none)).toEqual(expected);
  });

  it('leads to what was built, and to no source', () => {
    const entry = { types: './dist/index.d.ts', default: './dist/index.js' };
    const both = { files: ['dist'], sideEffects: ['./src/a.ts', './dist/a.js'] };
    const given = { ...both, exports: { '.': { '@thalweg/source': './src/index.ts', ...entry } } };
    const expected = { files: ['dist'], sideEffects: ['./dist/a.js'], exports: { '.': entry } };
    expect(publishedManifest(given, 'packages/a', none)).toEqual(expected);
  });

  it('has the addresses that are set, with the folder in the repository', () => {
    expect(publishedManifest(manifest, 'packages/a', set)).toMatchObject({
      repository: { type: 'git', url: 'git+https://host.example/owner/name.git', directory: 'packages/a' },
      homepage: 'https://site.example/base/',
      bugs: { url: 'https://host.example/owner/name/issues' },
    });
  });
});

describe('the README that is packed', () => {
  const text =
    'See [the guide](../../docs/online.md#late), [metrics](../metrics/README.md), [npm](https://npm.example) and [here](#x).';

  it('has no link that leads nowhere', () => {
    expect(publishedReadme(text, 'packages/a', none)).toBe(
      'See the guide, metrics, [npm](https://npm.example) and [here](#x).',
    );
  });

  it('links guides to the site, and other files to the repository', () => {
    expect(publishedReadme(text, 'packages/a', set)).toBe(
      'See [the guide](https://site.example/base/online.html#late), ' +
        '[metrics](https://host.example/owner/name/blob/HEAD/packages/metrics/README.md), ' +
        '[npm](https://npm.example) and [here](#x).',
    );
  });
});

it('what is printed installs all packages of the folder but the creator, which it runs', () => {
  const packed = ['thalweg', 'create-thalweg'].map(name => ({
    name,
    tarball: `/t/${name}-1.0.0.tgz`,
    files: [],
    bytes: 0,
  }));
  const lines = installLines(packed, '/t').split('\n');
  expect(lines).toContain('  npm install rxjs /t/thalweg-*.tgz');
  expect(lines).toContain('  npm exec --package=/t/create-thalweg-1.0.0.tgz -- create-thalweg my-app');
});
