import { DataError, type Dataset, fromIterable, interleave, map } from '@thalweg/data';

/** Successive characters of one of the streams that a text was cut into. */
export interface TrainingWindow {
  /** The numbers of the characters. */
  readonly letters: Int32Array;
  /** The characters that follow each of them. */
  readonly next: Int32Array;
  /** True for the first window of the stream. */
  readonly fresh: boolean;
}

/** Options of {@link trainingWindows}. */
export interface TrainingWindowsOptions {
  /** The number of streams. */
  readonly streams: number;
  /** The number of characters in a window. */
  readonly window: number;
}

/**
 * Cuts a text into streams of the same length, and reads them side by side: the first window of each, then the second one of
 * each. So every batch of as many windows as there are streams continues the batch before it. The characters at the end of a
 * stream that fill no window are left out.
 */
export function trainingWindows(codes: Int32Array, options: TrainingWindowsOptions): Dataset<TrainingWindow> {
  const { streams, window } = options;
  const length = Math.floor((codes.length - 1) / streams);
  const windows = Math.floor(length / window);
  if (windows < 1)
    throw new DataError(
      'words',
      `the text must fill a window of ${window} characters in each of ${streams} streams`,
      `${codes.length} characters to learn from`,
      'Choose more characters, fewer streams or a shorter window.',
    );
  const windowsOf = (stream: number): Dataset<TrainingWindow> =>
    fromIterable(Array.from({ length: windows }, (_, at) => stream * length + at * window)).pipe(
      map(from => ({
        letters: codes.subarray(from, from + window),
        next: codes.subarray(from + 1, from + window + 1),
        fresh: from === stream * length,
      })),
    );
  return interleave(Array.from({ length: streams }, (_, stream) => windowsOf(stream)));
}

/** Characters of which some are scored, and others are the context before them. */
export interface ScoredWindow {
  /** The numbers of the characters. */
  readonly letters: Int32Array;
  /** The characters that follow each of them. */
  readonly next: Int32Array;
  /** 1 where the following character counts, else 0. */
  readonly scored: Float32Array;
  /** 1 where it counts and is one of those that n-grams are compared on, else 0. */
  readonly compared: Float32Array;
}

/** Options of {@link scoredWindows}. */
export interface ScoredWindowsOptions {
  /** The position of the first character that is scored. */
  readonly from: number;
  /** The number of characters before the scored ones, with which a model warms up. */
  readonly context: number;
  /** The number of scored characters in a window. */
  readonly scored: number;
  /** The number of characters, from the first scored one on, that count as compared. */
  readonly compared: number;
}

/**
 * Cuts a text into overlapping windows, so that every character from a position on is scored once, and each after at least
 * `context` others. All windows have the same length; the last one has been moved back as far as needed.
 */
export function scoredWindows(codes: Int32Array, options: ScoredWindowsOptions): Dataset<ScoredWindow> {
  const { from, context, scored, compared } = options;
  const length = Math.min(context + scored, codes.length - 1);
  const windowAt = (first: number): ScoredWindow => {
    const start = Math.max(0, Math.min(first - context - 1, codes.length - length - 1));
    const letters = codes.subarray(start, start + length);
    const next = codes.subarray(start + 1, start + length + 1);
    const counts = (before: number) => (_: number, i: number) =>
      Number(start + 1 + i >= first && start + 1 + i < before);
    return {
      letters,
      next,
      scored: Float32Array.from(next, counts(first + scored)),
      compared: Float32Array.from(next, counts(Math.min(first + scored, from + compared))),
    };
  };
  const firsts = Array.from({ length: Math.ceil((codes.length - from) / scored) }, (_, at) => from + at * scored);
  return fromIterable(firsts).pipe(map(windowAt));
}
