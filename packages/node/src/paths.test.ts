import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogError } from '@thalweg/log';
import { ContractError } from '@thalweg/tensor';
import { snapshot } from '@thalweg/train';
import { EMPTY, NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { checkpoint, FileError, fileLog, latestCheckpoint, loadModel, readSnapshot, writeSnapshot } from './index.ts';
import { counter } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

/** Returns the error of a run that saves into a folder. */
function checkpointError(path: string): unknown {
  let found: unknown;
  NEVER.pipe(checkpoint({ part: counter() }, { every: 1, path })).subscribe({ error: error => (found = error) }).unsubscribe();
  return found;
} // prettier-ignore

function thrown(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Paths that lead to no file or folder, each made below a folder of its own. */
const paths: readonly (readonly [what: string, path: (folder: string) => string])[] = [
  ['through a file', folder => (writeFileSync(join(folder, 'file'), ''), join(folder, 'file', 'run'))],
  ['through a loop of links', folder => (symlinkSync('loop', join(folder, 'loop')), join(folder, 'loop', 'run'))],
  ['to a link to nothing', folder => (symlinkSync('nowhere/at/all', join(folder, 'link')), join(folder, 'link'))],
  ['with a name of 300 characters', folder => join(folder, 'n'.repeat(300))],
  ['with a NUL', folder => join(folder, 'a\0b')],
];

describe.each(paths)('a path %s', (_, pathIn) => {
  it('is refused by all that reads', () => {
    const path = pathIn(freshFolder());
    for (const error of [thrown(() => readSnapshot(path)), thrown(() => loadModel(path))]) {
      expect(error).toBeInstanceOf(FileError);
      expect(String(error)).toContain('the file must exist and be readable, got ');
    }
  });

  it('is refused by all that writes', () => {
    const path = pathIn(freshFolder());
    const below = join(path, 'run');
    expect(checkpointError(below)).toBeInstanceOf(FileError);
    expect(String(checkpointError(below))).toContain('the file must be writable, got ');
    expect(thrown(() => writeSnapshot(join(below, 'a.safetensors'), snapshot({ part: counter() })))).toBeInstanceOf(FileError);
    expect(thrown(() => fileLog(below))).toBeInstanceOf(LogError);
  }); // prettier-ignore
});

it('an empty path is refused, and the present folder is not written', () => {
  const before = readdirSync('.');
  expect(thrown(() => readSnapshot(''))).toBeInstanceOf(FileError);
  expect(thrown(() => writeSnapshot('', snapshot({ part: counter() })))).toBeInstanceOf(FileError);
  expect(thrown(() => EMPTY.pipe(checkpoint({ part: counter() }, { every: 1, path: '' })))).toBeInstanceOf(ContractError);
  expect(thrown(() => fileLog(''))).toMatchObject({ reason: 'invalid' });
  expect(String(thrown(() => readSnapshot('')))).toContain('a path must name a file, got an empty one');
  expect(readdirSync('.')).toEqual(before);
}); // prettier-ignore

describe.runIf(process.platform === 'linux')('where the system', () => {
  it('creates no folder, as in /proc, the run ends with an error', () => {
    expect(String(checkpointError('/proc/nope/run'))).toContain('the file must be writable, got ENOENT');
    expect(thrown(() => fileLog('/proc/nope/log'))).toMatchObject({ reason: 'unavailable' });
    expect(latestCheckpoint('/proc/nope/run')).toBeUndefined();
  });

  it('has a pipe or a device in place of a file, reading it does not wait', () => {
    const folder = freshFolder();
    const pipe = join(folder, 'pipe.safetensors');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero', '/dev/null']) {
      const error = thrown(() => readSnapshot(path));
      expect(error).toBeInstanceOf(FileError);
      expect(String(error)).toContain(`${path}: it must be a file, got a pipe or a device`);
      expect(thrown(() => loadModel(path))).toBeInstanceOf(FileError);
    }
  });

  it('has a pipe in place of a lock, nobody waits for it', () => {
    const folder = join(freshFolder(), 'run');
    mkdirSync(folder);
    execFileSync('mkfifo', [join(folder, '.thalweg-lock')]);
    expect(checkpointError(folder)).toBeInstanceOf(FileError);
    expect(existsSync(join(folder, '.thalweg-lock'))).toBe(true);
  });
});
