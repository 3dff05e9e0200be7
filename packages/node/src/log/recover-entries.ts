import type { FolderLock } from '../internal/folder-lock.ts';
import type { EntryIndex } from './entry-index.ts';
import { FrameScan } from './frame-scan.ts';
import { KINDS, LARGEST_SEQUENCE, type Frame } from './frame.ts';
import { damaged } from './refusals.ts';
import { segmentsIn, topicsBefore } from './segment-files.ts';

/**
 * Reads all segments of a folder into an index, and shows life meanwhile. The last bytes of the newest one may be those of a write that was
 * interrupted: they are left alone, and the next segment begins with the sequence that follows.
 *
 * - **Throws** `LogError` for bytes that are not those that were written
 */
export function recoverEntries(folder: string, index: EntryIndex, lock: Pick<FolderLock, 'keepAlive'>): void {
  const segments = segmentsIn(folder);
  for (const [i, { path, first }] of segments.entries()) {
    const next = segments[i + 1]?.first;
    const scan = new FrameScan(path, () => lock.keepAlive());
    try {
      recoverSegment(scan, { first, next, index });
    } finally {
      scan.close();
    }
  }
  // The segment that is created next replaces the newest one, if that has no entries: they have the same name.
  if (index.segments.at(-1)?.entries === 0) index.segments.pop();
}

interface Extent {
  readonly first: number;
  /** The first sequence of the next segment; `undefined` if this is the newest one. */
  readonly next: number | undefined;
  readonly index: EntryIndex;
}

function recoverSegment(scan: FrameScan, { first, next, index }: Extent): void {
  if (first > LARGEST_SEQUENCE) throw damaged(scan.path, 0);
  const opening = scan.frameAt(0);
  if (opening === undefined && next === undefined && !scan.isSettled(0)) {
    // The system stopped before the file had any byte that counts.
    index.addSegment(scan.path, first);
    return;
  }
  if (opening?.kind !== KINDS.opening || opening.sequence !== first) throw damaged(scan.path, 0);
  if (index.segments.length > 0 && index.last !== first - 1) throw damaged(scan.path, 0);
  readOpening(scan, opening, index);
  index.addSegment(scan.path, first);
  let at = opening.end;
  while (index.last + 1 !== next) {
    const frame = scan.frameAt(at);
    if (next === undefined && frame?.kind === KINDS.mark && frame.end === scan.size) break;
    if (frame?.kind !== KINDS.entry || frame.sequence !== index.last + 1) {
      if (next !== undefined || scan.isSettled(at)) throw damaged(scan.path, at);
      break;
    }
    const { name: topic, sequence, id, epoch } = frame;
    index.add({ topic, sequence, id, epoch, offset: frame.start, bytes: frame.end - frame.start });
    at = frame.end;
  }
}

/** What the oldest segment says of topics is all that is known of the entries before it. */
function readOpening(scan: FrameScan, opening: Frame, index: EntryIndex): void {
  if (index.segments.length > 0) return;
  const topics = topicsBefore(scan.payloadOf(opening));
  if (topics === undefined) throw damaged(scan.path, 0);
  for (const [name, { last, epoch }] of Object.entries(topics))
    Object.assign(index.topic(name), { last, epoch, trimmed: last });
}
