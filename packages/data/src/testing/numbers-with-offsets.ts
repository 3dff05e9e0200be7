import { Dataset, type SourceOffset } from '../index.ts';

/** Numbers of a source with offsets, as of a file; `read` counts items that were read. An odd one of `later` is awaited. */
export function numbersWithOffsets(
  items: readonly number[],
  later = false,
): { data: Dataset<number>; read: () => number } {
  let read = 0;
  const data = new Dataset<number>({
    length: undefined,
    read(epoch, index, offset) {
      let at = offset === undefined ? 0 : rowOf(offset);
      if (offset !== undefined && at !== index) throw new Error(`offset ${at} is not that of item ${index}`);
      let left = offset === undefined ? index : 0;
      let delivered = at;
      const one = (): number | undefined => {
        for (; left > 0 && at < items.length; left--, at++) read++;
        if (at >= items.length) return undefined;
        read++;
        return items[at++]! + epoch * 100;
      };
      return {
        next() {
          const item = one();
          if (!later || at % 2 === 0) {
            delivered = at;
            return item;
          }
          const now = at;
          return Promise.resolve(item).then(item => {
            delivered = now;
            return item;
          });
        },
        offset: () => ({ row: delivered }),
      };
    },
  });
  return { data, read: () => read };
}

function rowOf(offset: SourceOffset): number {
  return (offset as { row: number }).row;
}
