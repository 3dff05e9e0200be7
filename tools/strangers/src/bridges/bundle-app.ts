import { build, type Plugin } from 'esbuild';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'svelte/compiler';
import { root } from '../workspace.ts';

const svelte: Plugin = {
  name: 'svelte',
  setup(bundler) {
    bundler.onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' });
      return { contents: js.code, loader: 'js' };
    });
  },
};

/** Makes a folder for apps beside `home`: the packed packages are those of `home`, the frameworks those of the workspace. */
export async function appFolder(home: string): Promise<string> {
  const folder = join(home, '..', 'bridges');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(join(home, 'node_modules', '@thalweg'), join(folder, 'node_modules', '@thalweg'), 'junction');
  return folder;
}

/** Bundles an app of `apps/` for browsers, with the packed packages. Returns the script. */
export async function bundleApp(folder: string, file: string): Promise<string> {
  const path = fileURLToPath(new URL(`apps/${file}`, import.meta.url));
  const packed: Plugin = {
    name: 'packed',
    setup(bundler) {
      bundler.onResolve({ filter: /^@thalweg\// }, ({ path, kind, resolveDir }) =>
        resolveDir === folder ? undefined : bundler.resolve(path, { kind, resolveDir: folder }),
      );
    },
  };
  const { outputFiles } = await build({
    entryPoints: [path],
    absWorkingDir: folder,
    // The packages find the frameworks as the apps do: one copy of each.
    preserveSymlinks: true,
    nodePaths: [join(root, 'node_modules')],
    plugins: [svelte, packed],
    conditions: ['browser', 'development'],
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    tsconfigRaw: {
      compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false, jsx: 'react-jsx' },
    },
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    bundle: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
