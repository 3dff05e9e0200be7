import { DataError } from '@thalweg/data';
import type { RowPlace } from '../blocks/block.ts';

/** Returns the error of a line that has more bytes than one may have. */
export function longLine(source: string, { row, line }: RowPlace): DataError {
  return new DataError(
    source,
    'a line must end before it has more bytes than maxRowBytes',
    `a longer one in row ${row} (line ${line + 1})`,
    'Check whether it is a file of lines, or raise maxRowBytes.',
    { source, row },
  );
}
