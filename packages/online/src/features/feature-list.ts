/** Hashes of features and their weights, in buffers that grow to the largest list and are reused. */
export class FeatureList {
  length = 0;
  hashes: Int32Array = new Int32Array(64);
  weights: Float64Array = new Float64Array(64);

  push(hash: number, weight: number): void {
    if (this.length === this.hashes.length) this.#grow();
    this.hashes[this.length] = hash;
    this.weights[this.length++] = weight;
  }

  clear(): void {
    this.length = 0;
  }

  each(take: (hash: number, weight: number) => void): void {
    for (let i = 0; i < this.length; i++) take(this.hashes[i]!, this.weights[i]!);
  }

  #grow(): void {
    const { hashes, weights } = this;
    this.hashes = new Int32Array(2 * hashes.length);
    this.weights = new Float64Array(2 * hashes.length);
    this.hashes.set(hashes);
    this.weights.set(weights);
  }
}
