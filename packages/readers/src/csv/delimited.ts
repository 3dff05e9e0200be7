import type { FileDataset } from '../blocks/file-dataset.ts';
import { tableFile } from '../blocks/table-file.ts';
import type { ByteSourceLike } from '../source/byte-source-like.ts';
import { byteSourceOf } from '../source/byte-source-of.ts';
import { inUtf8 } from '../source/in-utf8.ts';
import { peekable } from '../source/peekable.ts';
import { unzipped } from '../source/unzipped.ts';
import { csvHead } from './csv-head.ts';
import type { CsvOptions } from './csv-options.ts';
import { CsvParser } from './csv-parser.ts';
import { csvSettings } from './csv-settings.ts';

/** Returns the rows of delimited text. */
export function delimited<Row>(
  subject: string,
  delimiter: string,
  source: ByteSourceLike,
  options: CsvOptions | undefined,
): FileDataset<Row> {
  const settings = csvSettings(subject, options, delimiter);
  const bytes = peekable(inUtf8(subject, unzipped(byteSourceOf(subject, source, options?.name)), settings.encoding));
  return tableFile(bytes, {
    maxRowBytes: settings.maxRowBytes,
    head: (first, ended) => csvHead(bytes.name, settings, first, ended),
    parser: (head, badRows) => {
      const parser = new CsvParser(bytes.name, settings, head, settings.skips ? badRows : undefined);
      return block => parser.parse(block);
    },
  });
}
