import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { FLIGHTS } from './flights-file.ts';

/** Reads all columns of the flights by hyparquet alone, row group after row group, and returns the number of cells. */
export async function bareRead(): Promise<number> {
  const file = await asyncBufferFromFile(FLIGHTS);
  const metadata = await parquetMetadataAsync(file);
  let cells = 0;
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const onChunk = ({ columnData }: { readonly columnData: ArrayLike<unknown> }): void => {
      cells += columnData.length;
    };
    await parquetRead({ file, metadata, compressors, rowStart, rowEnd, onChunk });
    rowStart = rowEnd;
  }
  return cells;
}
