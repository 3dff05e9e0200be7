import { build, type Plugin } from 'esbuild';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'svelte/compiler';
import { root } from '../pack/workspace.ts';

const svelte: Plugin = {
  name: 'svelte',
  setup(bundler) {
    bundler.onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' });
      return { contents: js.code, loader: 'js' };
    });
  },
};

/** The folders from which an app finds each version of Angular. */
const ANGULAR = { '20.3': join(root, 'tools/outside'), '21.2': join(root, 'tools/angular-21') };

/** A version of Angular that the apps are tested with. */
export type AngularVersion = keyof typeof ANGULAR;

interface AppOptions {
  /** Where the app runs; a browser by default. */
  readonly platform?: 'browser' | 'node';
  readonly angular?: AngularVersion;
}

/** Finds modules from a folder, wherever they are imported. */
function foundFrom(folder: string, filter: RegExp): Plugin {
  return {
    name: `from ${folder}`,
    setup(bundler) {
      bundler.onResolve({ filter }, ({ path, kind, resolveDir }) =>
        resolveDir === folder ? undefined : bundler.resolve(path, { kind, resolveDir: folder }),
      );
    },
  };
}

/** Returns the folder from which an app finds a version of Angular. Throws if another version would be found from there. */
async function folderOf(angular: AngularVersion): Promise<string> {
  const folder = ANGULAR[angular];
  const manifest = createRequire(join(folder, 'package.json')).resolve('@angular/core/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string };
  if (!version.startsWith(`${angular}.`)) throw new Error(`Angular ${angular} must be in ${folder}, got ${version}`);
  return folder;
}

/** Makes a folder for apps beside `home`: the packed packages are those of `home`, the frameworks those of the workspace. */
export async function appFolder(home: string): Promise<string> {
  const folder = join(home, '..', 'bridges');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(join(home, 'node_modules', '@thalweg'), join(folder, 'node_modules', '@thalweg'), 'junction');
  return folder;
}

/** Bundles an app of `apps/` with the packed packages. Returns the script. */
export async function bundleApp(folder: string, file: string, options: AppOptions = {}): Promise<string> {
  const { platform = 'browser', angular = '20.3' } = options;
  const path = fileURLToPath(new URL(`apps/${file}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [path],
    absWorkingDir: folder,
    // The packages find the frameworks as the apps do: one copy of each.
    preserveSymlinks: true,
    nodePaths: [join(root, 'node_modules')],
    plugins: [svelte, foundFrom(folder, /^@thalweg\//), foundFrom(await folderOf(angular), /^(@angular\/|zone\.js)/)],
    conditions: [platform, 'development'],
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    tsconfigRaw: {
      compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false, jsx: 'react-jsx' },
    },
    platform,
    target: 'es2022',
    format: platform === 'node' ? 'cjs' : 'iife',
    bundle: true,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
