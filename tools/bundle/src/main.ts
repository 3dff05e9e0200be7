import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { publishedPackages } from './packages.ts';
import { builtProgram } from './program.ts';
import { buildStale } from './stale.ts';

/**
 * Does what a command line asks for: `build` builds all packages, `build --javascript` without their declarations, and
 * `start <program> [options]` runs the program in a file, in this process, and `path <program>` prints where its bundle is.
 *
 * @param tool - the digest of this tool
 */
export async function main(argv: readonly string[], tool: string): Promise<void> {
  const [command, ...options] = argv;
  if (command === 'build') {
    const all = [...publishedPackages().values()];
    await buildStale(all, 'javascript', tool);
    if (!options.includes('--javascript')) await buildStale(all, 'declarations', tool);
  } else if (command === 'start') {
    const [path, ...own] = options;
    const program = await builtProgram(resolve(path!), tool);
    process.argv.splice(1, Infinity, program, ...own);
    // Errors name the lines of the sources.
    process.setSourceMapsEnabled(true);
    await import(pathToFileURL(program).href);
  } else if (command === 'path') process.stdout.write(await builtProgram(resolve(options[0]!), tool));
  else throw new Error(`bundle: the command must be build, start or path, got ${command}.`);
}
