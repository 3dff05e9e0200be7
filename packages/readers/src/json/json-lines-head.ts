import { checkJson } from '@thalweg/tensor/engine';
import type { Block, RowPlace } from '../blocks/block.ts';
import { MOST_HEAD, type RowSettings } from '../blocks/row-options.ts';
import { ByteTexts } from '../cells/byte-texts.ts';
import { lineEnd } from '../lines/line-end.ts';
import type { ColumnChoice } from '../schema/columns-options.ts';
import { markSize } from '../source/mark-size.ts';
import { exactJson } from './exact-json.ts';
import { ColumnsGuess, isRow, type JsonColumns, type JsonRow } from './json-head.ts';
import { isBlank } from './json-lines-parser.ts';

/** The columns in the first lines. */
export interface JsonLinesHead extends JsonColumns {
  readonly place: RowPlace;
}

/** Returns what the first bytes of a file say, or `undefined` if there must be more of them. Bad lines are left to the reading. */
export function jsonLinesHead(
  source: string,
  settings: RowSettings & ColumnChoice & { readonly maxRowBytes: number },
  bytes: Uint8Array,
  ended: boolean,
): JsonLinesHead | undefined {
  const place = { byte: markSize(bytes), row: 0, line: 0 };
  const block: Block = { bytes, from: place.byte, to: bytes.length, ended, full: false, place };
  const texts = new ByteTexts(bytes);
  const guess = new ColumnsGuess(source, settings);
  const most = settings.inferRows === Infinity ? Infinity : MOST_HEAD;
  let at = block.from;
  while (at < block.to && guess.rows < settings.inferRows && at <= most) {
    const end = lineEnd(block, at);
    if (end < 0) break;
    const row = isBlank(bytes, at, end) ? undefined : rowOf(texts, at, end);
    if (row !== undefined) guess.see(row);
    at = end + 1;
  }
  // A line that is too long is an error of the reading, after the lines before it.
  const enough = guess.rows >= settings.inferRows || ended || at > most || block.to - at > settings.maxRowBytes;
  if (!enough) return undefined;
  return { ...guess.columns(), place };
}

function rowOf(texts: ByteTexts, from: number, to: number): JsonRow | undefined {
  try {
    checkJson(texts.bytes.subarray(from, to));
    const text = texts.text(from, to);
    const value = text === undefined ? undefined : exactJson(text);
    return isRow(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
