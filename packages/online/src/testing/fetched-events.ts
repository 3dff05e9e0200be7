import type { EventSourceLike } from '../streams/from-event-source.ts';

type Listener = (event: { readonly data?: unknown }) => void;

/** An event source over fetch, for hosts without one: events and their names, and no reconnection. */
export class FetchedEvents implements EventSourceLike {
  readyState = 0;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #abort = new AbortController();

  constructor(url: string) {
    this.#read(url).catch(() => this.#fail());
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.readyState = 2;
    this.#abort.abort();
  }

  async #read(url: string): Promise<void> {
    const response = await fetch(url, { signal: this.#abort.signal });
    this.readyState = 1;
    let text = '';
    for await (const bytes of response.body!) {
      text += Buffer.from(bytes).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) this.#tell(block);
    }
    this.#fail();
  }

  #tell(block: string): void {
    const fields = block.split('\n').map(line => line.split(/: ?(.*)/s).slice(0, 2));
    const valueOf = (name: string): string[] => fields.filter(([own]) => own === name).map(([, value]) => value!);
    this.#emit(valueOf('event')[0] ?? 'message', { data: valueOf('data').join('\n') });
  }

  #fail(): void {
    if (this.readyState !== 2) this.#emit('error', {});
  }

  #emit(type: string, event: { readonly data?: unknown }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}
