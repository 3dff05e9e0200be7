import { DataError, fromIterable, interleave, map, type Dataset } from '@thalweg/data';

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
