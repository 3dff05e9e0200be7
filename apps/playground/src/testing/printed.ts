import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { programOptions } from '@thalweg/programs/program';

const cache = fileURLToPath(new URL('../../../../.nx/', import.meta.url));

/** Runs programs as a visitor would paste them, in one process, and returns what each prints. */
export async function printed(programs: readonly string[]): Promise<string[]> {
  // Inside the workspace, where `thalweg` resolves.
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'pasted-'));
  try {
    const files = programs.map((_, index) => `program${index}.mts`);
    await Promise.all(files.map((file, index) => writeFile(join(folder, file), programs[index]!)));
    const all = join(folder, 'all.mts');
    await writeFile(all, files.map(file => `await import('./${file}'); console.log('---');`).join('\n'));
    const options = programOptions(pathToFileURL(all));
    // Colours would be part of what is printed, and options of the test are not the visitor’s.
    const { FORCE_COLOR: _, NODE_OPTIONS: __, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, options, { env: { ...env, NO_COLOR: '1' } });
    return stdout.split('---\n').slice(0, -1);
  } finally {
    await rm(folder, { recursive: true });
  }
}
