/** The newest ids of a topic, with their sequences: at least so many as it is to remember, and less than twice as many. */
export class RecentIds {
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
