import { constant, type Node, read, transpose } from '@thalweg/graph';
import { ContractError, type Tensor, tensorOfEntry } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { type UnzipFileInfo, unzipSync } from 'fflate';

/** The names that safetensors has for NumPy's element types, without the order of bytes. */
const types: Readonly<Record<string, string>> = {
  f8: 'F64',
  f4: 'F32',
  f2: 'F16',
  i8: 'I64',
  i4: 'I32',
  i2: 'I16',
  i1: 'I8',
  u8: 'U64',
  u4: 'U32',
  u2: 'U16',
  u1: 'U8',
  b1: 'BOOL',
};

/**
 * Returns the array of a `.npy` file as a tensor.
 *
 * - **Throws** `ContractError` if the bytes are no such file or not the whole of one, for elements that are no numbers or have
 *   the high byte first, and for integers that an int32 cannot hold
 */
export function npyArray(name: string, bytes: Uint8Array): Tensor {
  const { type, shape, begin, isFortran } = npyHeader(name, bytes);
  const dtype = dtypeOf(name, type);
  const own = bytes.slice(begin) as Uint8Array<ArrayBuffer>;
  try {
    if (!isFortran || shape.length < 2) return tensorOfEntry({ name, dtype, shape, bytes: own });
    const turned = tensorOfEntry({ name, dtype, shape: [...shape].reverse(), bytes: own });
    return read(transpose(constant(turned) as Node) as Node) as Tensor;
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new ContractError('decodeNpz', error.requirement, error.given, 'Save it anew.', { cause: error });
  }
}

function dtypeOf(name: string, type: string): string {
  const [order, kind] = [type.slice(0, 1), type.slice(1)];
  if (!Object.hasOwn(types, kind)) throw npyRefusal(name, 'must be an array of numbers or booleans', `'${type}'`);
  if (order === '>') throw npyRefusal(name, 'must have the low byte first', `'${type}'`);
  return types[kind]!;
}

/** The beginning of an array in NumPy's format. */
interface NpyHeader {
  /** The element type, by NumPy's name, such as `<f4`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** True if the first axis varies fastest. */
  readonly isFortran: boolean;
  /** The position of the first element. */
  readonly begin: number;
}

const MAGIC = '\x93NUMPY';

/** The axes of an array, at most, as in NumPy. */
const MOST_AXES = 64;

/**
 * Reads the header of an array in NumPy's format, `.npy`.
 *
 * - **Throws** `ContractError` if there is none, and for elements that are records
 * - **Source** NumPy's documentation, `numpy.lib.format`, versions 1.0 to 3.0
 */
export function npyHeader(name: string, bytes: Uint8Array): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < start || textOf(bytes.subarray(0, 6)) !== MAGIC || bytes[6]! < 1 || bytes[6]! > 3)
    throw npyRefusal(name, 'must begin as an array of version 1 to 3 does', `${bytes.length} other bytes`);
  const length = start === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = start + length;
  if (begin > bytes.length) throw npyRefusal(name, `must have a header of ${length} bytes`, `${bytes.length} bytes`);
  const header = textOf(bytes.subarray(start, Math.min(begin, start + 65_536)));
  const fields = /^\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\),? *\}\s*$/.exec(header);
  if (fields === null) throw npyRefusal(name, 'must be an array of numbers', header.trim().slice(0, 80));
  const [, type, fortran, sizes] = fields as unknown as readonly [string, string, string, string];
  const shape = sizes.split(',').map(size => size.trim()).filter(size => size !== '').map(Number); // prettier-ignore
  if (shape.length > MOST_AXES) throw npyRefusal(name, `must have at most ${MOST_AXES} axes`, `${shape.length}`);
  return { type, shape, isFortran: fortran === 'True', begin };
}

/** Returns the error for bytes that are no array of NumPy's. */
function npyRefusal(name: string, requirement: string, given: string): ContractError {
  return new ContractError(
    'decodeNpz',
    `'${name.slice(0, 80)}' ${requirement}`,
    given,
    "Save it anew, as .astype('float32').",
  );
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The bytes that all files of an archive may always have together: 256 MiB. */
const SMALL = 2 ** 28;

/** The bytes of files for each byte of a larger archive: weights hardly deflate. A byte can stand for a thousand. */
const MOST_PER_BYTE = 8;

/** The bytes of the record of a file in the directory of an archive, at least. */
const RECORD = 46;

/**
 * Returns the arrays of a `.npz` file as they are stored, by name.
 *
 * - **Throws** `ContractError` if the bytes are no such archive, if two of its files have one name, and if all files together have
 *   more than 256 MiB and 8 times the bytes of the archive, before there is memory for them
 */
export function npzFiles(bytes: Uint8Array): [name: string, file: Uint8Array][] {
  if (!(bytes instanceof Uint8Array))
    throw new ContractError('decodeNpz', 'the file must be a Uint8Array', printed(bytes), 'Read its bytes.');
  return Object.entries(unzipped(bytes)).map(([name, file]) => [arrayName(name), file]);
}

function arrayName(file: string): string {
  return file.replace(/\.npy$/, '');
}

function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  const most = SMALL + MOST_PER_BYTE * bytes.length;
  const names = new Set<string>();
  let sum = 0;
  const filter = ({ name, originalSize, size, compression }: UnzipFileInfo): boolean => {
    const array = arrayName(name);
    const shown = `'${array.slice(0, 80)}'`;
    if (names.has(array)) throw refusal('its files must have names that differ', `${shown} twice`);
    if (array === '__proto__') throw refusal('a file must have another name than __proto__', shown);
    names.add(array);
    if (names.size * RECORD > bytes.length) throw refusal('it must have as many files as it says', `${names.size}`);
    sum += compression === 0 ? size : originalSize;
    if (sum <= most) return true;
    throw refusal(`its files must have at most ${most} bytes`, `${sum} up to ${shown}`);
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof ContractError) throw error;
    throw refusal('the bytes must be a whole ZIP archive', (error as Error).message, error);
  }
}

function refusal(requirement: string, given: string, cause?: unknown): ContractError {
  return new ContractError('decodeNpz', requirement, given, 'Is it a file of numpy.savez, and whole?', { cause });
}
