import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { type LogError, type LogEntry } from '@thalweg/log';
import type { Subscriber } from 'rxjs';
import { codeOf } from '../files/file-errors.ts';
import { BLOCK, type Block, type EntryIndex, type Segment, type TopicState } from './entry-index.ts';
import { frameIn, isWhole, KINDS, type Frame } from './frame.ts';
import { damaged, unavailable } from './refusals.ts';

/** The entries that a reading reads. */
interface Extent {
  readonly topics: readonly string[];
  readonly from: number;
  /** The last sequence; infinite if the reading never ends. */
  readonly last: number;
  readonly allowed: number;
}

/** One subscription that reads entries of some topics from the files, a block at a time. */
export class FileEntryStream {
  readonly #subscriber: Subscriber<LogEntry>;
  readonly #index: EntryIndex;
  readonly #names: ReadonlySet<string>;
  readonly #topics: readonly TopicState[];
  readonly #last: number;
  #next: number;
  #allowed: number;
  #isRunning = false;
  /** Whether there may be more to emit than when it was last looked. */
  #isCalled = false;
  #entry: LogEntry | undefined;
  #file: { readonly segment: Segment; readonly handle: FileHandle } | undefined;
  /** The small blocks are read into one buffer, in turns. */
  readonly #small = Buffer.allocUnsafeSlow(BLOCK);
  #block: Block | undefined;
  #buffer = Buffer.alloc(0);
  /** Where the buffer begins in the file. */
  #origin = 0;
  #at = 0;
  /** The sequence of the last entry in the buffer. */
  #held = 0;

  constructor(subscriber: Subscriber<LogEntry>, index: EntryIndex, { topics, from, last, allowed }: Extent) {
    this.#subscriber = subscriber;
    this.#index = index;
    this.#names = new Set(topics);
    this.#topics = topics.map(name => index.topic(name));
    this.#next = from;
    this.#last = last;
    this.#allowed = allowed;
  }

  /** True if it reads one of the topics. */
  reads(topics: ReadonlySet<string>): boolean {
    for (const topic of topics) if (this.#names.has(topic)) return true;
    return false;
  }

  /** Allows so many more entries. */
  allow(count: number): void {
    this.#allowed += count;
    this.go();
  }

  /** Emits what is there and allowed. While it is doing that, it looks once more. */
  go(): void {
    this.#isCalled = true;
    if (!this.#isRunning) void this.#run();
  }

  /** Ends the stream with an error. */
  fail(error: LogError): void {
    this.#subscriber.error(error);
  }

  /** Closes the file, unless a reading under way does it. */
  release(): void {
    if (this.#isRunning || this.#file === undefined) return;
    const { handle } = this.#file;
    this.#file = undefined;
    handle.close().catch(() => {
      // Nothing was written to it.
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      do {
        this.#isCalled = false;
        while (!this.#subscriber.closed && (this.#emit() || (await this.#load())));
        // Somebody may have called while the last load was awaited.
      } while (this.#isCalled && !this.#subscriber.closed);
    } catch (error) {
      this.#subscriber.error(unavailable(this.#file?.segment.path ?? 'read', error));
    } finally {
      this.#isRunning = false;
      if (this.#subscriber.closed) this.release();
    }
  }

  /** Emits an entry of the buffer, or completes. Returns false if there is none, or none is allowed. */
  #emit(): boolean {
    this.#entry ??= this.#parse();
    if (this.#entry === undefined) return false;
    if (this.#entry.sequence > this.#last) return this.#end();
    if (this.#allowed <= 0) return false;
    const entry = this.#entry;
    this.#entry = undefined;
    this.#allowed--;
    this.#next = entry.sequence + 1;
    this.#subscriber.next(entry);
    return true;
  }

  /** Returns the next entry in the buffer. */
  #parse(): LogEntry | undefined {
    while (this.#at < this.#buffer.length) {
      const size = this.#origin + this.#buffer.length;
      const frame = frameIn(this.#buffer, this.#at, this.#origin, size);
      if (frame?.kind !== KINDS.entry || frame.sequence > this.#held)
        throw damaged(this.#block!.segment.path, this.#origin + this.#at);
      // A reader that passed over a damaged entry comes by it again. What is behind it has checksums too.
      if (frame.sequence >= this.#next && !isWhole(frame, this.#buffer, this.#origin))
        throw damaged(this.#block!.segment.path, this.#origin + this.#at, frame.sequence);
      this.#at = frame.end - this.#origin;
      if (frame.sequence >= this.#next && this.#names.has(frame.name)) return this.#entryOf(frame);
    }
    this.#next = Math.max(this.#next, this.#held === 0 ? 0 : this.#held + 1);
    return undefined;
  }

  #entryOf({ name: topic, sequence, time, payloadStart, end }: Frame): LogEntry {
    const { buffer, byteOffset } = this.#buffer;
    const bytes = new Uint8Array(buffer, byteOffset + payloadStart - this.#origin, end - payloadStart);
    // The small buffer is written again; a large one has no other entry.
    return { topic, sequence, time, bytes: buffer === this.#small.buffer ? bytes.slice() : bytes };
  }

  /** Reads the next block. Returns false if there is nothing to do for now. */
  async #load(): Promise<boolean> {
    if (this.#entry !== undefined) return false;
    const block = this.#index.locate(this.#topics, this.#next);
    if (block === undefined) return this.#last === Infinity ? false : this.#end();
    const start = block === this.#block ? this.#origin + this.#at : block.offset;
    const size = block.offset + block.bytes - start;
    const held = block.last;
    const handle = await this.#opened(block.segment);
    if (handle === undefined || this.#subscriber.closed) return true;
    const buffer = size <= BLOCK ? this.#small.subarray(0, size) : Buffer.allocUnsafeSlow(size);
    const count = await readFully(handle, buffer, start);
    if (count < size) throw damaged(block.segment.path, start + count);
    this.#block = block;
    this.#buffer = buffer;
    this.#origin = start;
    this.#at = 0;
    this.#held = held;
    return true;
  }

  /** Returns the file of a segment; `undefined` if the segment was dropped meanwhile. */
  async #opened(segment: Segment): Promise<FileHandle | undefined> {
    if (this.#file?.segment === segment) return this.#file.handle;
    const previous = this.#file?.handle;
    this.#file = undefined;
    await previous?.close();
    try {
      // A pipe that has taken its place is not waited for.
      const handle = await open(segment.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      this.#file = { segment, handle };
      return handle;
    } catch (error) {
      if (segment.isDropped && codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  #end(): false {
    this.#subscriber.complete();
    return false;
  }
}

async function readFully(handle: FileHandle, buffer: Buffer, position: number): Promise<number> {
  let held = 0;
  while (held < buffer.length) {
    const { bytesRead } = await handle.read(buffer, held, buffer.length - held, position + held);
    if (bytesRead === 0) break;
    held += bytesRead;
  }
  return held;
}
