import { Dataset, type Place } from '../index.ts';

/** Numbers of a source with places, as of a file; `read` counts items that were read. An odd one of `later` is awaited. */
export function placedNumbers(items: readonly number[], later = false): { data: Dataset<number>; read: () => number } {
  let read = 0;
  const data = new Dataset<number>({
    length: undefined,
    read(epoch, index, place) {
      let at = place === undefined ? 0 : rowOf(place);
      if (place !== undefined && at !== index) throw new Error(`place ${at} is not that of item ${index}`);
      let left = place === undefined ? index : 0;
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
        place: () => ({ row: delivered }),
      };
    },
  });
  return { data, read: () => read };
}

function rowOf(place: Place): number {
  return (place as { row: number }).row;
}
