import { NEVER, type Slot } from '../wire/slot.ts';
import type { Values } from '../wire/tap.ts';
import type { Wire } from '../wire/wire.ts';
import type { Feed, Feeds } from './feed.ts';
import type { Frame } from './frame.ts';
import type { LiveFrame, Relayed } from './live-frame.ts';

/** The subscribers that observe what a step feeds and lack their own value: they receive what the step computes. */
export class Relay implements Relayed {
  readonly #frame: Frame;
  readonly #feeds: Feeds;
  computed: ReadonlyMap<Slot, Slot> = new Map();
  /** Says of a wire if it depends on what is fed. */
  #reaches: (wire: Wire) => boolean = () => false;
  #live: LiveFrame | undefined = undefined;
  #revision = NEVER;

  constructor(frame: Frame, feeds: Feeds) {
    this.#frame = frame;
    this.#feeds = feeds;
  }

  /** True if there are none. */
  get isEmpty(): boolean {
    return this.computed.size === 0;
  }

  /** Finds the subscribers of a step that feeds some sources, and has the frame compute for them. */
  follow(live: LiveFrame, feeds: readonly Feed[]): void {
    // If other sources were fed meanwhile, there were no subscribers then.
    if (live === this.#live && live.revision === this.#revision && this.#feeds.hasSameSources(feeds)) return;
    this.#live = live;
    this.#revision = live.revision;
    // Slots are added and removed below.
    this.#feeds.clear();
    const reaches = reachedFrom(new Set(feeds.map(({ wire }) => wire)));
    const former = this.computed;
    const tapped = [...live.tapped].filter(slot => slot.status === 'missing' && reaches(slot.wire));
    this.#reaches = reaches;
    this.computed = new Map(
      tapped
        .sort((a, b) => a.wire.height - b.wire.height)
        .map(slot => [slot, former.get(slot) ?? this.#frame.demand(slot.wire)]),
    );
    for (const [slot, own] of former) if (!this.computed.has(slot)) this.#frame.release(own);
  }

  /** Emits what the pass has computed. */
  emit(live: LiveFrame): void {
    live.relay(this, this.#frame.clock);
  }

  /** A wire that depends on what is fed has the value that the step computes for its subscribers, or none. */
  readonly values: Values = wire => {
    if (!this.#reaches(wire)) return this.#live?.values(wire);
    for (const [tapped, own] of this.computed)
      if (tapped.wire === wire) return own.status === 'ready' ? own.observe() : undefined;
    return undefined;
  };

  /** Forgets all of them. */
  clear(): void {
    this.computed = new Map();
    this.#live = undefined;
  }
}

/** Returns a function that says of a wire if it depends on one of some sources. */
function reachedFrom(sources: ReadonlySet<Wire>): (wire: Wire) => boolean {
  const known = new Map<Wire, boolean>();
  return wire => {
    const stack = [wire];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const open = known.has(top) ? [] : top.inputs.filter(input => !known.has(input));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      stack.pop();
      known.set(top, sources.has(top) || top.inputs.some(input => known.get(input)));
    }
    return known.get(wire)!;
  };
}
