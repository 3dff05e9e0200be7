import type { Plugin } from 'esbuild';
import { root } from '../root.ts';

/** Returns an entry point of esbuild for each program, named by its number. */
export function entryPointsOf(programs: readonly string[]): { in: string; out: string }[] {
  return programs.map((_, i) => ({ in: `entry:${i}`, out: String(i) }));
}

/** Loads the entry points of some programs. */
export function entries(programs: readonly string[]): Plugin {
  return {
    name: 'entries',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^entry:/ }, ({ path }) => ({
        path: path.slice('entry:'.length),
        namespace: 'entry',
      }));
      esbuild.onLoad({ filter: /^/, namespace: 'entry' }, ({ path }) => ({
        contents: programs[Number(path)]!,
        resolveDir: root,
        loader: 'ts',
      }));
    },
  };
}
