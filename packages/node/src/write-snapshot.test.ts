import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSnapshot, snapshot, StateError } from '@thalweg/train';
import { expect, it } from 'vitest';
import { FileError, readSnapshot, writeSnapshot } from './index.ts';
import { bundledWriter } from './testing/bundled-writer.ts';
import { counter, countIn } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

const kept = (count: number) => snapshot({ part: counter(count) });

it('writes a file that is read as it was, and makes its folders', () => {
  const path = join(freshFolder(), 'runs', 'of today', 'a.safetensors');
  writeSnapshot(path, kept(7));
  expect(new Uint8Array(readFileSync(path))).toEqual(encodeSnapshot(kept(7)));
  expect(countIn(readSnapshot(path))).toBe(7);
});

it('puts another file in the place of the one that was there, and leaves nothing beside it', () => {
  const folder = freshFolder();
  const path = join(folder, 'a.safetensors');
  writeSnapshot(path, kept(1));
  const { ino } = statSync(path);
  writeSnapshot(path, kept(2));
  expect(countIn(readSnapshot(path))).toBe(2);
  expect(statSync(path).ino).not.toBe(ino);
  expect(readdirSync(folder)).toEqual(['a.safetensors']);
});

it('writes to where the program runs, given no folder', () => {
  const cwd = freshFolder();
  expect(spawnSync(process.execPath, [bundledWriter(), '.'], { cwd, encoding: 'utf8' }).stdout).toBe('ready\n1\n');
  expect(readdirSync(cwd)).toEqual(['step-00000001.safetensors']);
});

it('removes temporary files that nobody has written to for an hour, by the time of files, and nothing else', () => {
  const folder = freshFolder();
  const [left, named, stays] = [
    [`.thalweg-${'0a'.repeat(16)}.tmp`, `.thalweg-run-${'1b'.repeat(16)}.tmp`, '.thalweg-1-0-0123abcd.tmp'],
    ['.thalweg-0123', `a.thalweg-${'2c'.repeat(16)}.tmp`, '.thalweg-lock', 'notes.tmp', 'step-00000001.safetensors'],
    [`.thalweg-${'3d'.repeat(16)}.tmp`, `.thalweg-run-${'4e'.repeat(16)}.tmp`, `.thalweg-${process.pid}-0-0123abcd.tmp`],
  ];
  for (const name of [...left, ...named, ...stays]) writeFileSync(join(folder, name), 'half a file');
  const present = statSync(join(folder, 'notes.tmp')).mtimeMs;
  const minutesAgo = (minutes: number): Date => new Date(present - 60_000 * minutes);
  for (const name of [...left, ...named]) utimesSync(join(folder, name), minutesAgo(61), minutesAgo(61));
  for (const name of stays) utimesSync(join(folder, name), minutesAgo(59), minutesAgo(59));
  writeSnapshot(join(folder, 'a.safetensors'), kept(1));
  expect(readdirSync(folder).sort()).toEqual([...named, ...stays, 'a.safetensors'].sort());
}); // prettier-ignore

it('says which file could not be written and why, and leaves what was there', () => {
  const folder = freshFolder();
  const notFolder = join(folder, 'file');
  writeFileSync(notFolder, 'text');
  mkdirSync(join(folder, 'folder', 'inside'), { recursive: true });
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  for (const [path, code] of [
    [join(notFolder, 'a.safetensors'), 'EEXIST'],
    [join(notFolder, 'b', 'a.safetensors'), 'ENOTDIR'],
    [join(folder, 'folder'), 'EISDIR'],
    [join(folder, 'link', 'a.safetensors'), 'ENOENT'],
  ] as const) {
    const write = () => writeSnapshot(path, kept(1));
    expect(write).toThrow(FileError);
    expect(write).toThrow(StateError);
    expect(write).toThrow(`${path}: the file must be writable, got ${code}`);
    expect(write).toThrow(expect.objectContaining({ path, cause: expect.objectContaining({ code }) }));
  }
  expect(readdirSync(folder).sort()).toEqual(['file', 'folder', 'link']);
  expect(readFileSync(notFolder, 'utf8')).toBe('text');
});

it('touches no file for a snapshot that cannot be kept', () => {
  const path = join(freshFolder(), 'runs', 'a.safetensors');
  const parts = { part: { tensors: {}, values: { f: (() => 1) as never } } };
  expect(() => writeSnapshot(path, { version: 1, parts })).toThrow('encodeSnapshot: values must be plain');
  expect(() => statSync(path)).toThrow('ENOENT');
});

it('a write that breaks off halfway leaves the checkpoint before it, and nothing of its own', () => {
  const folder = join(freshFolder(), 'runs');
  // No file may grow beyond 300 blocks of 1 KiB: the third state does not fit.
  const run = `ulimit -f 300; exec "$0" "$1" "$2" checkpoint 9 0 30000`;
  const { stdout } = spawnSync('bash', ['-c', run, process.execPath, bundledWriter(), folder], { encoding: 'utf8' });
  const [, ...told] = stdout.trim().split('\n');
  const error = JSON.parse(told.pop()!) as FileError;
  expect(told).toEqual(['1', '2']);
  expect(error).toMatchObject({ name: 'FileError', path: join(folder, 'step-00000003.safetensors') });
  expect(error.message).toMatch(
    /step-00000003\.safetensors: the file must be writable, got EFBIG: .*\. Check the free disk space/,
  );
  expect(readdirSync(folder)).toEqual(['step-00000001.safetensors', 'step-00000002.safetensors']);
  expect(countIn(readSnapshot(folder))).toBe(2);
});
