import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';
import { buildApp } from './build-app.ts';

/**
 * Returns the folder of a production build of the app. All files of tests share the build, whatever process they run in: the
 * first that needs it makes it, and it is deleted after the run.
 */
export async function builtFolder(): Promise<string> {
  const folder = join(inject('builds'), 'app');
  /** A file with what went wrong, which is there when the build has ended. */
  const outcome = `${folder}.txt`;
  if (await isFirst(folder)) {
    await writeFile(`${outcome}.new`, await buildApp(folder).then(() => '', String));
    await rename(`${outcome}.new`, outcome);
  }
  while (!existsSync(outcome)) await wait(50);
  const wrong = await readFile(outcome, 'utf8');
  if (wrong !== '') throw new Error(wrong);
  return folder;
}

/** Makes a folder. Returns false if another process has made it. */
async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch {
    return false;
  }
}
