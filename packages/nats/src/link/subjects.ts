/** The kind of an entry: `p`, in one message; `c`, in chunks; `e`, of an epoch, in either way. */
export type Kind = 'p' | 'c' | 'e';

function isKind(word: string): word is Kind {
  return word === 'p' || word === 'c' || word === 'e';
}

/**
 * The subjects of a log. The kind of an entry is the last word of its subject, so that a reader of small entries parses no
 * headers. Chunks lie under a word that no topic can have.
 */
export class Subjects {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** All subjects of the log. */
  get all(): string {
    return `${this.#name}.>`;
  }

  entry(topic: string, kind: Kind): string {
    return `${this.#name}.${topic}.${kind}`;
  }

  /** Every kind of entry of a topic. */
  topic(topic: string): string {
    return `${this.#name}.${topic}.*`;
  }

  chunk(topic: string): string {
    return `${this.#name}.$chunks.${topic}`;
  }

  /** Returns the topic and the kind of an entry from its subject; `undefined` if the last word is no kind. */
  parse(subject: string): { readonly topic: string; readonly kind: Kind } | undefined {
    const dot = subject.lastIndexOf('.');
    const kind = subject.slice(dot + 1);
    return isKind(kind) ? { topic: subject.slice(this.#name.length + 1, dot), kind } : undefined;
  }

  /** The subject of a key, in the bucket of the log. */
  key(key: string): string {
    return `$KV.${this.#name}.${key}`;
  }
}
