import { DataError, type Dataset, type Pixels } from '@thalweg/data';
import { inOrder, laterRows, selected } from '@thalweg/data/engine';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { checkedChannels } from '../transform-parts/channels.ts';
import { decodeImage, type DecodeImageOptions } from '../decoding/decode-image.ts';

/** An image of a class, and where it is. */
export interface LabelledImage {
  readonly image: Pixels;
  /** The number of its class in `classes`. */
  readonly label: number;
  /** Its path in the folder: `cats/1.jpg`. */
  readonly path: string;
}

/** Images in a folder for each class. */
export interface ImageFolder extends Dataset<LabelledImage> {
  /** The names of the folders, by code units. */
  readonly classes: readonly string[];
}

/** A file in a folder of classes: one of `<input type="file" webkitdirectory>`, or a path and what gives its bytes. */
export interface ImageFile {
  /** The path in the folder: `cats/1.jpg`. */
  readonly path?: string;
  /** The path of a page's file, which begins with the folder: `pets/cats/1.jpg`. */
  readonly webkitRelativePath?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A folder that a page was given by `showDirectoryPicker()`. */
export interface DirectoryLike {
  entries(): AsyncIterable<readonly [name: string, handle: unknown]>;
}

/** Options of {@link imageFolder}. */
export interface ImageFolderOptions extends Omit<DecodeImageOptions, 'name'> {
  /** `'skip'` decodes all files once and leaves out those that fail, which `skipped` counts; by default they are an error when they are read. */
  readonly invalid?: 'throw' | 'skip';
  /** The images that are decoded while one is used; 2 by default. */
  readonly ahead?: number;
}

interface Entry {
  readonly path: string;
  readonly label: number;
  readonly file: ImageFile;
}

/**
 * Returns a promise of the images in a folder, which has a folder for each class. In Node, `imageFiles(path)` of `@thalweg/node`
 * lists the files.
 *
 * An image is decoded when it is read, and some ahead. Until then it is a row that has a label and a path, so `split`, `shuffle`,
 * `sample` and `take` choose among all images and decode none.
 *
 * - **Order** by the code units of the paths. Files whose names begin with a dot are left out
 * - **Shape** that of each file: `map` them to one by `resize` before `batch`
 * - **Throws** {@link DataError} if there is no image, or one outside of the folders; as a stream error, with its path, for a
 *   file that `decodeImage` refuses
 *
 * @example
 * const pets = await imageFolder(imageFiles('pets'), { channels: 3 });
 * const [training, test] = split(pets, { seed: 1, fractions: [0.8, 0.2], stratify: 'label' });
 */
export function imageFolder(
  files: Iterable<ImageFile> | AsyncIterable<ImageFile> | DirectoryLike,
  options?: ImageFolderOptions,
): Promise<ImageFolder> {
  const { invalid, ahead, channels, maxPixels } = optionsOf('imageFolder', options, {
    invalid: 'throw',
    ahead: 2,
    channels: undefined,
    maxPixels: 2 ** 26,
  });
  if (!(Number.isSafeInteger(ahead) && ahead >= 0))
    throw new DataError('imageFolder', 'ahead must be a whole number', String(ahead), 'It is 2 by default.');
  checkedChannels('imageFolder', channels);
  oneOf('imageFolder', invalid, ['throw', 'skip'], 'invalid');
  const decode: Decode = ({ file, path }) => decodeImage(file, { channels, maxPixels, name: path });
  return opened(listed(files), { decode, ahead, skips: invalid === 'skip' });
}

type Decode = (entry: Entry) => Promise<Pixels>;

interface Reading {
  readonly decode: Decode;
  readonly ahead: number;
  readonly skips: boolean;
}

async function opened(files: Listed, { decode, ahead, skips }: Reading): Promise<ImageFolder> {
  const { classes, entries } = await sorted(files);
  const valid = skips ? await thoseThat(decode, entries) : entries;
  const known = (row: number): Pick<LabelledImage, 'label' | 'path'> => {
    const { label, path } = valid[row]!;
    return { label, path };
  };
  const load = async (row: number): Promise<LabelledImage> => ({ image: await decode(valid[row]!), ...known(row) });
  const rows = laterRows<LabelledImage>(known, { ahead, load }, entries.length - valid.length);
  return Object.assign(selected({ rows, length: valid.length, order: inOrder(valid.length) }), { classes });
}

type Listed = Iterable<ImageFile> | AsyncIterable<ImageFile>;

async function sorted(files: Listed): Promise<{ classes: string[]; entries: Entry[] }> {
  const found: { path: string; file: ImageFile }[] = [];
  for await (const file of files) {
    const path = file.path ?? file.webkitRelativePath?.replace(/^[^/]*\//, '') ?? printed(file);
    if (!/(^|\/)\./.test(path)) found.push({ path, file });
  }
  const classes = [...new Set(found.map(({ path }) => classOf(path)))].sort();
  if (classes.length === 0)
    throw new DataError(
      'imageFolder',
      'there must be images',
      'none',
      'Put them into a folder for each class: pets/cats/1.jpg.',
    );
  const labels = new Map(classes.map((name, label) => [name, label]));
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { classes, entries: found.map(({ path, file }) => ({ path, file, label: labels.get(classOf(path))! })) };
}

function classOf(path: string): string {
  const [name, ...rest] = path.split('/');
  if (rest.length > 0) return name!;
  const advice = 'Put it into the folder of its class: pets/cats/1.jpg.';
  throw new DataError('imageFolder', 'each image must be in a folder', path, advice, { source: path });
}

async function thoseThat(decode: Decode, entries: readonly Entry[]): Promise<Entry[]> {
  const valid: Entry[] = [];
  for (const entry of entries)
    try {
      await decode(entry);
      valid.push(entry);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
    }
  return valid;
}

function listed(files: Listed | DirectoryLike): Listed {
  const isObject = typeof files === 'object' && files !== null;
  if (isObject && (Symbol.iterator in files || Symbol.asyncIterator in files)) return files;
  if (isObject && 'entries' in files) return inDirectory(files, '');
  throw new DataError(
    'imageFolder',
    'files must be a list of files, or a folder',
    printed(files),
    "In Node, give imageFiles('pets') of @thalweg/node; in a page, the files of an input with webkitdirectory.",
  );
}

async function* inDirectory(directory: DirectoryLike, before: string): AsyncGenerator<ImageFile> {
  for await (const [name, handle] of directory.entries()) {
    const path = `${before}${name}`;
    if ('entries' in (handle as object)) yield* inDirectory(handle as DirectoryLike, `${path}/`);
    else
      yield {
        path,
        arrayBuffer: async () =>
          (await (handle as { getFile(): Promise<{ arrayBuffer(): Promise<ArrayBuffer> }> }).getFile()).arrayBuffer(),
      };
  }
}
