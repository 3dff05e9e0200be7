import type { ChannelPort } from '../channel/channel-port.ts';
import type { Addressed } from '../channel/protocol.ts';

/** A message as a test sees it: with its kind, and all that it may have. */
export type AnyMessage = Readonly<Record<string, unknown>> & { readonly kind: string };

type Listener = (event: { readonly data: unknown }) => void;

/** An end of a channel in this thread that counts its listeners and drops what a test wants to be dropped. */
export class TestPort implements ChannelPort {
  readonly sent: Addressed<AnyMessage>[] = [];
  readonly #listeners = new Map<string, Set<Listener>>();
  others: readonly TestPort[] = [];
  /** Drops what is sent here. */
  drops: (message: AnyMessage) => boolean = () => false;

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  postMessage(data: unknown, transfer: ArrayBuffer[] = []): void {
    const letter = structuredClone(data, { transfer }) as Addressed<AnyMessage>;
    this.sent.push(letter);
    if (this.drops(letter.message)) return;
    for (const other of this.others) setImmediate(() => other.emit('message', letter));
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  emit(type: string, data: unknown): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener({ data });
  }

  /** The kinds of the messages that were sent. */
  get kinds(): readonly string[] {
    return this.sent.map(({ message }) => message.kind);
  }
}

/** Returns the ends of a channel on which each message goes to all other ends. */
export function testChannel(count = 2): TestPort[] {
  const ports = Array.from({ length: count }, () => new TestPort());
  for (const port of ports) port.others = ports.filter(other => other !== port);
  return ports;
}
