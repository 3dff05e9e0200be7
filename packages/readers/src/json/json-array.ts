import { DataError } from '@thalweg/data';
import { checkJson, suggestion } from '@thalweg/tensor/engine';
import { ByteTexts } from '../cells/byte-texts.ts';
import type { AbortSignalLike, ByteSource } from '../source/byte-source.ts';
import { markSize } from '../source/mark-size.ts';
import { whole } from '../source/whole.ts';
import { exactJson } from './exact-json.ts';

/** The longest text that V8 holds. */
const LONGEST = 2 ** 29 - 24;

/** The options of {@link jsonArray}. */
interface ArrayOptions {
  /** The fields that lead to the array. */
  readonly path: readonly string[];
  readonly maxBytes: number;
}

/**
 * Returns the array in a JSON file to which some fields lead; `undefined` if the signal came before the file was read.
 *
 * - **Throws** `DataError` for what is no JSON or no array
 */
export async function jsonArray(
  source: ByteSource,
  { path, maxBytes }: ArrayOptions,
  signal?: AbortSignalLike,
): Promise<readonly unknown[] | undefined> {
  const most = Math.min(maxBytes, LONGEST);
  const requirement = `the file must have at most ${most} bytes, decompressed`;
  const advice = maxBytes < LONGEST ? `${LINES} Or raise maxBytes.` : LINES;
  const bytes = await whole(source, { most, requirement, advice }, signal);
  if (signal?.aborted === true) return undefined;
  const { name } = source;
  try {
    checkJson(bytes);
  } catch (cause) {
    throw new DataError(name, (cause as Error).message, 'more', LINES, { source: name, cause });
  }
  const text = new ByteTexts(bytes).text(markSize(bytes), bytes.length);
  if (text === undefined)
    throw new DataError(name, 'texts must be UTF-8', 'other bytes', 'Convert the file.', { source: name });
  return arrayAt(name, parsed(name, text), path);
}

const LINES = 'Read a file with one object a line with jsonLines(…).';

function parsed(name: string, text: string): unknown {
  try {
    return exactJson(text);
  } catch (cause) {
    const given = (cause instanceof Error ? cause.message : String(cause)).slice(0, 120);
    throw new DataError(name, 'the file must be JSON', given, LINES, { source: name, cause });
  }
}

function arrayAt(name: string, value: unknown, path: readonly string[]): readonly unknown[] {
  let found = value;
  for (const field of path) {
    const isObject = typeof found === 'object' && found !== null;
    const fields = isObject ? Object.keys(found as object) : [];
    if (!fields.includes(field))
      throw new DataError(name, 'at must name a field', `'${field}'`, suggestion(field, fields), { source: name });
    found = (found as Readonly<Record<string, unknown>>)[field];
  }
  if (Array.isArray(found)) return found;
  const fields = typeof found === 'object' && found !== null ? Object.entries(found) : [];
  const array = fields.find(([, value]) => Array.isArray(value))?.[0];
  const where = path.length > 0 ? `[${[...path, array].map(field => `'${field}'`).join(', ')}]` : `'${array}'`;
  const advice = array === undefined ? LINES : `Name its field: { at: ${where} }.`;
  const given = found === null ? 'null' : typeof found === 'object' ? 'an object' : `a ${typeof found}`;
  throw new DataError(name, 'the file must be an array of objects', given, advice, { source: name });
}
