/** The offsets of the cells of some rows in the bytes of a block. */
export class RowIndex {
  /** The number of cells of each row. */
  readonly width: number;
  /** The most rows that it holds. */
  readonly capacity: number;
  rows = 0;
  /** The offset of each row. */
  readonly starts: Int32Array;
  /** The offset after each cell, row by row. */
  readonly ends: Int32Array;
  /** The number of each row in its source, counted from that of the block. */
  readonly numbers: Int32Array;

  constructor(width: number, capacity: number) {
    this.width = width;
    this.capacity = capacity;
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity * width);
    this.numbers = new Int32Array(capacity);
  }

  /** The offset of a cell. */
  start(row: number, column: number): number {
    return column === 0 ? this.starts[row]! : this.ends[row * this.width + column - 1]! + 1;
  }

  /** The offset after a cell. */
  end(row: number, column: number): number {
    return this.ends[row * this.width + column]!;
  }

  /** Keeps the rows that are not among `bad`. */
  leaveOut(bad: { has(row: number): boolean }): void {
    let kept = 0;
    for (let row = 0; row < this.rows; row++) {
      if (bad.has(row)) continue;
      this.starts[kept] = this.starts[row]!;
      this.numbers[kept] = this.numbers[row]!;
      this.ends.copyWithin(kept * this.width, row * this.width, (row + 1) * this.width);
      kept++;
    }
    this.rows = kept;
  }
}
