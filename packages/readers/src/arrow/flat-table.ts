/** A table of a FlatBuffer, the format of Arrow's metadata: its fields are found through a list of offsets. */
export class FlatTable {
  private readonly view: DataView;
  /** The byte of the buffer at which the table begins. */
  readonly at: number;

  private constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
  }

  /** Returns the table that a buffer holds. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** The bytes of the whole buffer. */
  get size(): number {
    return this.view.byteLength;
  }

  /** Returns a small number; 0 if the field is left out. */
  byte(field: number): number {
    const at = this.find(field);
    return at === undefined ? 0 : this.view.getUint8(at);
  }

  /** Returns a number of 64 bits; 0 if the field is left out. */
  long(field: number): number {
    const at = this.find(field);
    return at === undefined ? 0 : Number(this.view.getBigInt64(at, true));
  }

  /** Returns the table that a field refers to. */
  table(field: number): FlatTable | undefined {
    const at = this.find(field);
    return at === undefined ? undefined : new FlatTable(this.view, at + this.view.getUint32(at, true));
  }

  /** Returns the tables of a list. */
  tables(field: number): readonly FlatTable[] {
    return this.list(field, 4).map(at => new FlatTable(this.view, at + this.view.getUint32(at, true)));
  }

  /** Returns the 64-bit number at the start of each structure of a list. */
  longs(field: number, size: number): readonly number[] {
    return this.list(field, size).map(at => Number(this.view.getBigInt64(at, true)));
  }

  /**
   * Returns the byte of the buffer at which each element of a list begins.
   *
   * - **Throws** `Error` for a list of more elements than the bytes can hold
   */
  list(field: number, size: number): readonly number[] {
    const { from, count } = this.vector(field, size);
    return Array.from({ length: count }, (_, i) => from + i * size);
  }

  /**
   * Returns the number of bytes of a text; 0 if the field is left out.
   *
   * - **Throws** `Error` for a text that does not lie in the bytes
   */
  textSize(field: number): number {
    return this.vector(field, 1).count;
  }

  /** Returns the byte of the buffer at which a field lies; `undefined` if it is left out. */
  find(field: number): number | undefined {
    const offsets = this.at - this.view.getInt32(this.at, true);
    const at = 4 + 2 * field;
    const offset = at < this.view.getInt16(offsets, true) ? this.view.getInt16(offsets + at, true) : 0;
    if (offset < 0) throw new Error(`a field at ${offset} bytes`);
    return offset === 0 ? undefined : this.at + offset;
  }

  private vector(field: number, size: number): { readonly from: number; readonly count: number } {
    const at = this.find(field);
    if (at === undefined) return { from: 0, count: 0 };
    const list = at + this.view.getUint32(at, true);
    const count = this.view.getUint32(list, true);
    if (list + 4 + count * size > this.view.byteLength) throw new Error(`a list of ${count} in too few bytes`);
    return { from: list + 4, count };
  }
}
