import { DataError } from '@thalweg/data';

/** More categories than this are no categories. */
const MOST = 1_000_000;

/** The categories of a column, in the order in which a reading met them. */
export class Categories {
  private readonly codeOf = new Map<string, number>();
  private list: readonly string[] = [];
  private readonly source: string;
  private readonly column: string;

  constructor(source: string, column: string) {
    this.source = source;
    this.column = column;
  }

  /** The categories met so far. The array never changes: later ones are in a new array, with the same codes. */
  get names(): readonly string[] {
    if (this.list.length < this.codeOf.size) this.list = [...this.codeOf.keys()];
    return this.list;
  }

  /** Returns the codes of texts: their indices in `names`. */
  codes(texts: readonly string[]): Int32Array {
    const codes = new Int32Array(texts.length);
    for (let i = 0; i < codes.length; i++) codes[i] = this.code(texts[i]!);
    return codes;
  }

  private code(text: string): number {
    const known = this.codeOf.get(text);
    if (known !== undefined) return known;
    const code = this.codeOf.size;
    if (code === MOST)
      throw new DataError(
        this.source,
        `column '${this.column}' must have at most ${MOST} categories`,
        'more',
        "Ask for its type as 'text' in types.",
        { source: this.source },
      );
    this.codeOf.set(text, code);
    return code;
  }
}
