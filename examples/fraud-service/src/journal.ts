import type { Savable, Saved } from 'thalweg/train';

/** What was learned of late, for whoever wants to know; a part of the snapshot like any other. */
export class Journal implements Savable {
  learned = 0;
  drifts = 0;
  /** The ids that were learned last, in order. */
  recent: string[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(id: string): void {
    this.learned++;
    this.recent.push(id);
    if (this.recent.length >= 2 * this.#most) this.recent = this.recent.slice(-this.#most);
  }

  save(): Saved {
    return { tensors: {}, values: { learned: this.learned, drifts: this.drifts, recent: [...this.recent] } };
  }

  prepare({ values }: Saved): () => void {
    const { learned, drifts, recent } = values as unknown as Journal;
    return () => Object.assign(this, { learned, drifts, recent: [...recent] });
  }
}
