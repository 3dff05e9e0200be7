import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors, tensor } from '@thalweg/tensor';
import { encodeSnapshot, snapshot, StateError } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { FileError, latestCheckpoint, readSnapshot, writeSnapshot } from './index.ts';
import { counter, countIn } from './testing/counter.ts';
import { freshFolder } from './testing/fresh-folder.ts';

const kept = (count: number) => snapshot({ part: counter(count) });
const nameOf = (step: number): string => `step-${String(step).padStart(8, '0')}.safetensors`;

/** A folder with checkpoints of some steps. */
function folderWith(...steps: number[]): string {
  const folder = join(freshFolder(), 'run');
  for (const step of steps) writeSnapshot(join(folder, nameOf(step)), kept(step));
  return folder;
}

/** What reading throws: a FileError for a path. */
function errorOf(path: string, of = path): FileError {
  try {
    readSnapshot(path);
  } catch (error) {
    expect(error).toBeInstanceOf(FileError);
    expect(error).toBeInstanceOf(StateError);
    expect(error).toMatchObject({ path: of, subject: of });
    return error as FileError;
  }
  return expect.fail('nothing was thrown');
}

describe('the newest checkpoint of a folder', () => {
  it('is that of the highest step, however many digits it has', () => {
    const folder = folderWith(99_999_999, 5, 100_000_000);
    expect(latestCheckpoint(folder)).toBe(join(folder, 'step-100000000.safetensors'));
    expect(countIn(readSnapshot(folder))).toBe(100_000_000);
    expect(countIn(readSnapshot(join(folder, nameOf(5))))).toBe(5);
  });

  it('is none in a folder that is empty, not there, or has other files only', () => {
    const folder = freshFolder();
    for (const name of ['a.safetensors', 'step-.safetensors', 'step-1.tmp', '.thalweg-1-0-0123abcd.tmp', 'my step-2.safetensors'])
      writeFileSync(join(folder, name), '');
    for (const path of [folder, join(folder, 'nowhere')]) expect(latestCheckpoint(path)).toBeUndefined();
    expect(errorOf(folder).message).toBe(`${folder}: a folder must have a checkpoint, got none. Pass the folder that checkpoint() writes to.`);
    expect(() => latestCheckpoint(join(folder, 'a.safetensors'))).toThrow('a.safetensors: the folder must be readable, got ENOTDIR');
  }); // prettier-ignore
});

describe('a file that cannot be read', () => {
  it('is named, with what the system says', () => {
    const path = join(freshFolder(), 'a.safetensors');
    expect(errorOf(path).message).toMatch(/a\.safetensors: the file must exist and be readable, got ENOENT: .*\. Check the path/);
    expect(errorOf(path).cause).toMatchObject({ code: 'ENOENT' });
    writeFileSync(path, '');
    expect(errorOf(join(path, 'b')).message).toMatch(/the file must exist and be readable, got ENOTDIR/);
  }); // prettier-ignore

  const bytes = encodeSnapshot(kept(1));
  const header = 8 + new DataView(bytes.buffer).getUint32(0, true);
  const flipped = (at: number): Uint8Array => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

  it.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(), 'a file must begin with 8 bytes, the length of its header, got 0 bytes.'],
    ['cut in the length', bytes.subarray(0, 7), 'a file must begin with 8 bytes, the length of its header, got 7 bytes.'],
    ['cut after the length', bytes.subarray(0, 8), `the header must end within the file, after ${header} bytes, got 8 bytes.`],
    ['cut in the header', bytes.subarray(0, 100), `the header must end within the file, after ${header} bytes, got 100 bytes.`],
    ['cut after the header', bytes.subarray(0, header), "'part/elements' must end within the file, after 12 bytes of data, got 0 bytes."],
    ['cut in a tensor', bytes.subarray(0, -1), "'part/elements' must end within the file, after 12 bytes of data, got 11 bytes."],
    ['full of zeros', new Uint8Array(4096), 'the header must be JSON, got "".'],
    ['changed in its header', flipped(8), 'the header must be JSON, got'],
    ['changed in its checksum', flipped(37), 'its content must have the checksum'],
    ['changed in its values', flipped(Buffer.from(bytes).indexOf('count')), 'its content must have the checksum'],
    ['changed in a tensor', flipped(bytes.length - 1), 'its content must have the checksum'],
    ['followed by something', new Uint8Array([...bytes, 0]), 'a file must end with its last tensor'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'a header must have at most 100000000 bytes, got'],
    ['weights of something else', encodeSafetensors({ w: tensor(1) }), "the format in the metadata must be 'thalweg snapshot', got a file without one."],
    ['of a newer version', encodeSnapshot({ ...kept(1), version: 3 }), 'this reads versions up to 1, got 3. A newer version wrote it: update this one.'],
  ])('because it is %s, is named with what is wrong', (_, content, message) => {
    const path = join(freshFolder(), 'a.safetensors');
    writeFileSync(path, content);
    const error = errorOf(path);
    expect(error.message).toContain(`${path}: ${message}`);
    expect(error.message).toMatch(/\. \p{Lu}[^.]+\.$/u);
    expect(error.cause).toBeInstanceOf(StateError);
  }); // prettier-ignore
});

describe('a damaged checkpoint', () => {
  const damage = (folder: string, ...steps: number[]): void => {
    for (const step of steps) truncateSync(join(folder, nameOf(step)), 200);
  };

  it('is not passed over: the error names it and the newest intact one before it', () => {
    const folder = folderWith(100, 200, 300, 400);
    damage(folder, 300, 400);
    const newest = join(folder, nameOf(400));
    const { message } = errorOf(folder, newest);
    expect(message).toContain(`${newest}: the header must end within the file`);
    expect(message).toMatch(
      /use another copy\. The checkpoint before it, .*step-00000200\.safetensors, is intact: pass its path\.$/,
    );
    expect(message).toContain(join(folder, nameOf(200)));
    expect(countIn(readSnapshot(join(folder, nameOf(200))))).toBe(200);
    expect(errorOf(newest).message).toBe(message);
  });

  it('that has none before it, or damaged ones only, says so', () => {
    const folder = folderWith(100, 200);
    damage(folder, 100, 200);
    expect(errorOf(folder, join(folder, nameOf(200))).message).toMatch(/ Those before it are damaged too\.$/);
    expect(errorOf(join(folder, nameOf(100))).message).toMatch(/ There is none before it\.$/);
  });

  it('is not one that lies elsewhere, or has another name', () => {
    const folder = folderWith(100, 200);
    const other = join(folder, 'other.safetensors');
    cpSync(join(folder, nameOf(200)), other);
    truncateSync(other, 200);
    expect(errorOf(other).message).toMatch(/use another copy\.$/);
  });

  it('may be one that the system cannot read', () => {
    const folder = folderWith(100);
    mkdirSync(join(folder, nameOf(200)));
    expect(errorOf(folder, join(folder, nameOf(200))).message).toMatch(
      /got EISDIR.*step-00000100\.safetensors, is intact/,
    );
  });

  it('is left as it is', () => {
    const folder = folderWith(100, 200);
    damage(folder, 200);
    errorOf(folder, join(folder, nameOf(200)));
    expect(readFileSync(join(folder, nameOf(200)))).toHaveLength(200);
  });
});
