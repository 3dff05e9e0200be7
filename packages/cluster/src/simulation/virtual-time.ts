interface Event {
  readonly time: number;
  /** Its number, by which events of the same time keep their order. */
  readonly order: number;
  readonly action: () => void;
}

/** A clock that jumps from event to event: nothing waits, and the same events always run in the same order. */
export class VirtualClock {
  /** In milliseconds. */
  now = 0;
  /** A binary heap: no event is before its parent, which is at half its index. */
  readonly #events: Event[] = [];
  #order = 0;

  /** Runs an action at a time, after those that were asked for that time before. */
  at(time: number, action: () => void): void {
    const event = { time, order: this.#order++, action };
    const events = this.#events;
    let index = events.length;
    for (let parent; index > 0 && isBefore(event, events[(parent = (index - 1) >> 1)]!); index = parent)
      events[index] = events[parent]!;
    events[index] = event;
  }

  /** Runs event by event, until there is none or `done` says so. */
  run(done: () => boolean): void {
    while (this.#events.length > 0 && !done()) {
      const { time, action } = this.#first();
      this.now = time;
      action();
    }
  }

  #first(): Event {
    const events = this.#events;
    const [first] = events;
    const last = events.pop()!;
    if (events.length === 0) return last;
    let index = 0;
    for (let child = 1; child < events.length; child = 2 * index + 1) {
      if (child + 1 < events.length && isBefore(events[child + 1]!, events[child]!)) child++;
      if (isBefore(last, events[child]!)) break;
      events[index] = events[child]!;
      index = child;
    }
    events[index] = last;
    return first!;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

/** One direction of a machine's link: it transfers its bytes one after the other, at its bandwidth. */
export class LinkDirection {
  /** All bytes that it has been given. */
  bytes = 0;
  /** When it has transferred them. */
  #free = 0;
  readonly #bytesPerMs: number;

  /** Takes the bandwidth in bytes a second. */
  constructor(bandwidth: number) {
    this.#bytesPerMs = bandwidth / 1000;
  }

  /** Returns when it has transferred bytes that it may begin with at a time. */
  transfer(from: number, bytes: number): number {
    this.bytes += bytes;
    return (this.#free = Math.max(this.#free, from) + bytes / this.#bytesPerMs);
  }
}
