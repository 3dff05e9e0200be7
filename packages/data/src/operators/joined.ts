import { DataError } from '../core/data-error.ts';
import type { Dataset } from '../core/dataset.ts';
import type { SourceOffset } from '../core/source-offset.ts';
import type { EpochReader, Reader, EpochIterator } from '../core/reader.ts';
import { afterItems, checkReadable, CountedIterator, offsetOf, type CountedOffset } from '../core/epoch-iterators.ts';

/** Returns what reads an epoch of a dataset by the epochs of several others. */
type ReadFromAll<T, R> = (
  sources: readonly EpochReader<T>[],
  epoch: number,
  index: number,
  offset: SourceOffset | undefined,
) => EpochIterator<R>;

/** Returns a reader whose epochs are made from those of several datasets, which must have as many epochs as each other. */
export function joined<T, R>(
  name: string,
  datasets: readonly Dataset<T>[],
  length: number | undefined,
  read: ReadFromAll<T, R>,
): Reader<R> {
  const readers = datasets.map(({ reader }) => reader);
  const counts = datasets.map(({ epochs }) => epochs);
  if (counts.some(count => count !== counts[0]))
    throw new DataError(
      name,
      'datasets must have as many epochs as each other',
      counts.join(', '),
      `Apply epochs after ${name}.`,
    );
  const epochs = counts[0];
  const live = readers.some(({ live }) => live === true);
  const reader: Reader<R> = {
    length,
    epochs,
    live,
    read: (epoch, index, offset) => read(readers, epoch, index, offset),
  };
  if (readers.every(reader => reader.openRun === undefined)) return reader;
  return { ...reader, openRun: first => runOf(readers, first, read) };
}

function runOf<T, R>(readers: readonly Reader<T>[], first: number, read: ReadFromAll<T, R>) {
  const runs = readers.map(reader => reader.openRun?.(first));
  const sources = readers.map((reader, i) => runs[i] ?? reader);
  return {
    read: (epoch: number, index: number, offset?: SourceOffset) => read(sources, epoch, index, offset),
    get ended() {
      return runs.every(run => run?.ended ?? true);
    },
    close() {
      for (const run of runs) run?.close();
    },
  };
}

/**
 * Chooses the source of the next item: returns its number, and the state after the choice. `open` says which sources may have
 * further items: at least one.
 */
type Choose = (
  state: readonly number[],
  open: readonly boolean[],
) => { readonly source: number; readonly state: readonly number[] };

/** The rule by which sources are mixed. */
interface Mixing {
  readonly start: readonly number[];
  /** Returns what chooses in an epoch. */
  readonly chooseIn: (epoch: number) => Choose;
  /** Ends the epoch when a source is chosen that has no further item; otherwise another one is chosen. */
  readonly stopOnEmpty: boolean;
}

interface MixedOffset {
  /** The number of items delivered. */
  readonly index: number;
  readonly state: readonly number[];
  readonly open: readonly boolean[];
  readonly sources: readonly CountedOffset[];
}

/** Returns a reader that takes each item from one of several datasets. */
export function mixed<T>(name: string, datasets: readonly Dataset<T>[], mixing: Mixing): Reader<T> {
  const lengths = datasets.map(({ length }) => length);
  const known = !mixing.stopOnEmpty && lengths.every(length => length !== undefined);
  const length = known ? lengths.reduce((sum, length) => sum + length, 0) : undefined;
  return joined(name, datasets, length, (sources, epoch, index, offset) => {
    if (offset !== undefined)
      return mixedFrom(sources, epoch, mixing, offsetOf<MixedOffset>(name, offset, isMixed(sources.length)));
    const iterator = mixedFrom(sources, epoch, mixing, {
      index: 0,
      state: mixing.start,
      open: sources.map(() => true),
      sources: sources.map(() => ({ index: 0, place: null })),
    });
    checkReadable(sources.find(({ live }) => live === true) ?? sources[0]!, index);
    return afterItems(iterator, index);
  });
}

function isMixed(count: number): (parts: Partial<Record<keyof MixedOffset, SourceOffset>>) => boolean {
  const isList = (list: SourceOffset | undefined): boolean => Array.isArray(list) && list.length === count;
  return ({ state, open, sources }) => Array.isArray(state) && isList(open) && isList(sources);
}

function mixedFrom<T>(
  sources: readonly EpochReader<T>[],
  epoch: number,
  { chooseIn, stopOnEmpty }: Mixing,
  from: MixedOffset,
): EpochIterator<T> {
  const iterators = sources.map((source, at) => new CountedIterator(source, epoch, from.sources[at]));
  const choose = chooseIn(epoch);
  let { index, state } = from;
  const open = [...from.open];
  let delivered = { state, open: [...open] };
  let ended = false;
  // Nothing is recycled: an item of one source must not be written over by another one, as a cache may keep it.
  const next = (): ReturnType<EpochIterator<T>['next']> => {
    if (ended || !open.includes(true)) return undefined;
    const choice = choose(state, open);
    state = choice.state;
    const item = iterators[choice.source]!.next();
    return item instanceof Promise ? item.then(item => came(item, choice.source)) : came(item, choice.source);
  };
  const came = (item: T | undefined, source: number): ReturnType<EpochIterator<T>['next']> => {
    if (item === undefined) {
      open[source] = false;
      ended ||= stopOnEmpty;
      return next();
    }
    index++;
    delivered = { state, open: [...open] };
    return item;
  };
  return {
    next,
    offset: () => ({ index, ...delivered, sources: iterators.map(iterator => iterator.offset()) }),
    close() {
      for (const iterator of iterators) iterator.close();
    },
  };
}
