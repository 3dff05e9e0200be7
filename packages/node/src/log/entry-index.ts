import { mayFollow, trimmed } from '@thalweg/log/engine';

/** A file of entries. */
export interface Segment {
  readonly path: string;
  /** The sequence of its first entry. */
  readonly first: number;
  entries: number;
  /** The bytes of its entries. */
  bytes: number;
  /** True when it is no longer kept. */
  isDropped: boolean;
}

/** A run of entries in a segment that is read at once. */
export interface Block {
  readonly segment: Segment;
  readonly offset: number;
  bytes: number;
  /** The sequence of its last entry. */
  last: number;
}

/** The state of a topic. */
export interface TopicState {
  readonly ids: RecentIds;
  /** The largest epoch that has written and counts. */
  epoch: number;
  /** The sequence of the last entry. */
  last: number;
  /** The sequence of the last entry that is no longer kept. */
  trimmed: number;
  /** The blocks with entries of the topic, each with the sequence of the last of these. */
  readonly blocks: { readonly block: Block; last: number }[];
}

/** An entry as the index sees it. */
export interface EntryLocation {
  readonly topic: string;
  readonly sequence: number;
  readonly id: string;
  readonly epoch: number;
  readonly offset: number;
  readonly bytes: number;
}

/** The most bytes of a block of more than one entry. */
export const BLOCK: number = 2 ** 18;

/** The places of the entries of each topic. It grows with topics, blocks and remembered ids, not with payloads. */
export class EntryIndex {
  readonly topics: Map<string, TopicState> = new Map();
  readonly segments: Segment[] = [];
  /** The sequence of the last entry. */
  last = 0;
  readonly #ids: number;
  #block: Block | undefined;

  /** `ids` is how many ids a topic remembers. */
  constructor(ids: number) {
    this.#ids = ids;
  }

  topic(name: string): TopicState {
    let topic = this.topics.get(name);
    if (topic === undefined) {
      topic = { ids: new RecentIds(this.#ids), epoch: 0, last: 0, trimmed: 0, blocks: [] };
      this.topics.set(name, topic);
    }
    return topic;
  }

  /** Adds a segment that further entries are in. */
  addSegment(path: string, first: number): Segment {
    const segment = { path, first, entries: 0, bytes: 0, isDropped: false };
    this.segments.push(segment);
    this.#block = undefined;
    this.last = first - 1;
    return segment;
  }

  /** Adds an entry of the last segment. */
  add({ topic: name, sequence, id, epoch, offset, bytes }: EntryLocation): void {
    const topic = this.topic(name);
    const block = this.#blockFor(offset, bytes);
    block.bytes += bytes;
    block.last = sequence;
    block.segment.entries++;
    block.segment.bytes += bytes;
    const newest = topic.blocks.at(-1);
    if (newest?.block === block) newest.last = sequence;
    else topic.blocks.push({ block, last: sequence });
    if (id !== '') topic.ids.add(id, sequence);
    if (epoch > topic.epoch && mayFollow(topic.epoch, epoch)) topic.epoch = epoch;
    topic.last = sequence;
    this.last = sequence;
  }

  /**
   * Returns the first block with an entry of one of the topics from a sequence on. Throws `LogError` if some from there on
   * are no longer kept.
   */
  locate(topics: readonly TopicState[], from: number): Block | undefined {
    let first: Block | undefined;
    for (const topic of topics) {
      if (from > 0 && from <= topic.trimmed) throw trimmed(from, topic.trimmed + 1);
      const block = firstFrom(topic.blocks, from);
      if (block !== undefined && (first === undefined || block.last < first.last)) first = block;
    }
    return first;
  }

  /** Forgets the oldest segment. */
  dropOldest(): void {
    const segment = this.segments.shift()!;
    segment.isDropped = true;
    for (const topic of this.topics.values()) {
      const kept = topic.blocks.findIndex(({ block }) => block.segment !== segment);
      const dropped = topic.blocks.splice(0, kept < 0 ? topic.blocks.length : kept);
      topic.trimmed = dropped.at(-1)?.last ?? topic.trimmed;
    }
  }

  #blockFor(offset: number, bytes: number): Block {
    if (this.#block === undefined || (this.#block.bytes > 0 && this.#block.bytes + bytes > BLOCK))
      this.#block = { segment: this.segments.at(-1)!, offset, bytes: 0, last: 0 };
    return this.#block;
  }
}

function firstFrom(blocks: TopicState['blocks'], from: number): Block | undefined {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[middle]!.last < from) low = middle + 1;
    else high = middle;
  }
  return blocks[low]?.block;
}

/** The newest ids of a topic, with their sequences: at least so many as it is to remember, and less than twice as many. */
class RecentIds {
  readonly #count: number;
  #young = new Ids();
  #old = new Ids();

  constructor(count: number) {
    this.#count = count;
  }

  get(id: string): number | undefined {
    return this.#young.get(id) ?? this.#old.get(id);
  }

  add(id: string, sequence: number): void {
    if (this.#young.size >= this.#count) {
      this.#old = this.#young;
      this.#young = new Ids();
    }
    this.#young.add(id, sequence);
  }
}

/** Ids that are hashed when somebody asks for one: of those that a log has when it is opened, most are forgotten before. */
class Ids {
  readonly #sequences = new Map<string, number>();
  readonly #added: { readonly id: string; readonly sequence: number }[] = [];

  get size(): number {
    return this.#sequences.size + this.#added.length;
  }

  get(id: string): number | undefined {
    for (const added of this.#added) this.#sequences.set(added.id, added.sequence);
    this.#added.length = 0;
    return this.#sequences.get(id);
  }

  add(id: string, sequence: number): void {
    this.#added.push({ id, sequence });
  }
}
