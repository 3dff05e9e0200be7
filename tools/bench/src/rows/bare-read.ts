import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FLIGHTS } from './flights-file.ts';

/** Reads all columns of the first flights by hyparquet alone, row group after row group, and returns the number of cells. */
export async function bareRead(rows = Infinity): Promise<number> {
  const file = await asyncBufferFromFile(FLIGHTS);
  const metadata = await parquetMetadataAsync(file);
  let cells = 0;
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = Math.min(rows, rowStart + Number(group.num_rows));
    if (rowEnd <= rowStart) break;
    const onChunk = ({ columnData }: { readonly columnData: ArrayLike<unknown> }): void => {
      cells += columnData.length;
    };
    await parquetRead({ file, metadata, compressors, rowStart, rowEnd, onChunk });
    rowStart = rowEnd;
  }
  return cells;
}
