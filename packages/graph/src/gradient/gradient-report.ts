import type { CheckedElement } from './finite-differences.ts';

/** The largest number of lines in a table. */
const MOST_ROWS = 24;

/** The last column of a table. */
const MARKS: Readonly<Record<CheckedElement['verdict'], string>> = { right: '✓', wrong: '✗', unclear: '?' };

/** The result of a gradient check. Its text is a table with a verdict below. */
export class GradientReport {
  readonly elements: readonly CheckedElement[];
  readonly tolerance: number;
  /** The operations whose own gradient is wrong, if the check failed because of some. */
  readonly suspects: readonly string[];
  /** The operations that were held constant, since they pass no gradient on. */
  readonly held: readonly string[];

  constructor(
    elements: readonly CheckedElement[],
    tolerance: number,
    suspects: readonly string[],
    held: readonly string[],
  ) {
    this.elements = elements;
    this.tolerance = tolerance;
    this.suspects = suspects;
    this.held = held;
  }

  /** True if no element is wrong. An `unclear` element exceeds the tolerance, but the check found no error in it. */
  get passed(): boolean {
    return this.elements.every(({ verdict }) => verdict !== 'wrong');
  }

  /**
   * The element with the largest error, or `undefined` without elements. Wrong elements come first; NaN is the largest error of
   * all.
   */
  get worst(): CheckedElement | undefined {
    return this.#worstFirst()[0];
  }

  /** `source  position  analytic  numeric  error`, a line for each element or for the 24 worst of more, and a verdict. */
  toString(): string {
    const shown = this.elements.length > MOST_ROWS ? this.#worstFirst().slice(0, MOST_ROWS) : this.elements;
    const rows = shown.map(element => [
      element.source,
      `[${element.index.join(', ')}]`,
      element.analytic.toPrecision(9),
      element.numeric.toPrecision(9),
      element.error.toExponential(1),
      MARKS[element.verdict],
    ]);
    const more = this.elements.length - shown.length;
    return [
      ...aligned([['source', 'position', 'analytic', 'numeric', 'error', ''], ...rows]),
      ...(more > 0 ? [`… and ${more} more, none of them worse`] : []),
      this.#verdict(),
    ].join('\n');
  }

  #verdict(): string {
    const { elements, worst, tolerance, suspects, held } = this;
    if (worst === undefined) return '✓ There are no elements to check.';
    const constant = held.length > 0 ? ` Held constant: ${held.join(', ')}.` : '';
    const [wrong, unclear] = (['wrong', 'unclear'] as const).map(
      wanted => elements.filter(({ verdict }) => verdict === wanted).length,
    ) as [number, number];
    const most = `the largest error is ${worst.error.toExponential(1)}, at ${worst.source}[${worst.index.join(', ')}]`;
    if (wrong > 0) {
      const advice = suspects.length > 0 ? ` Look at the gradient of ${suspects.join(' and of ')}.` : '';
      return `✗ ${wrong} of ${elements.length} elements differ by more than ${tolerance}; ${most}.${advice}${constant}`;
    }
    if (unclear === 0) return `✓ All ${elements.length} elements agree to ${tolerance}; ${most}.${constant}`;
    const why = 'a kink, an edge, rounding, or a distance that is too large';
    return `? ${unclear} of ${elements.length} elements cannot be judged (${why}); the others agree to ${tolerance}.${constant}`;
  }

  #worstFirst(): CheckedElement[] {
    const rank = ({ error }: CheckedElement): number => (Number.isNaN(error) ? Infinity : error);
    const isWrong = ({ verdict }: CheckedElement): number => (verdict === 'wrong' ? 1 : 0);
    return [...this.elements].sort((a, b) => isWrong(b) - isWrong(a) || (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
  }
}

/** Cells in columns: words to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  return rows.map(row =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
