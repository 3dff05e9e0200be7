import type { Place } from '../place.ts';
import type { EpochReader, Reader, Reading } from '../reader.ts';

/** Returns what reads an epoch of a dataset by the epochs of another one. */
export type ReadFrom<T, R> = (
  source: EpochReader<T>,
  epoch: number,
  index: number,
  place: Place | undefined,
) => Reading<R>;

/** Returns a reader whose epochs are made from those of `source`; within a run of `source`, from those of that run. */
export function derived<T, R>(
  source: Reader<T>,
  length: number | undefined,
  read: ReadFrom<T, R>,
  live: boolean | undefined = source.live,
): Reader<R> {
  const reader: Reader<R> = {
    length,
    epochs: source.epochs,
    live,
    read: (epoch, index, place) => read(source, epoch, index, place),
  };
  if (source.openRun === undefined) return reader;
  return {
    ...reader,
    openRun(first) {
      const run = source.openRun!(first);
      return {
        live,
        read: (epoch, index, place) => read(run, epoch, index, place),
        get ended() {
          return run.ended;
        },
        close: () => run.close(),
      };
    },
  };
}
