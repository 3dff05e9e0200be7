import type { CheckedElement } from './finite-differences.ts';

/** The largest number of lines in a table. */
const MOST_ROWS = 24;

/** The result of a gradient check. Its text is a table with a verdict below. */
export class GradientReport {
  readonly elements: readonly CheckedElement[];
  readonly tolerance: number;
  /** The operations whose own gradient is wrong, if the check failed because of some. */
  readonly suspects: readonly string[];

  constructor(elements: readonly CheckedElement[], tolerance: number, suspects: readonly string[]) {
    this.elements = elements;
    this.tolerance = tolerance;
    this.suspects = suspects;
  }

  /** True if every element is within the tolerance. */
  get passed(): boolean {
    return this.elements.every(element => this.#agrees(element));
  }

  /** The element with the largest error, NaN being the largest of all; none if there were no elements. */
  get worst(): CheckedElement | undefined {
    return this.#worstFirst()[0];
  }

  /** `source  position  analytic  numeric  error`, a line for each element, and a verdict. */
  toString(): string {
    const shown = this.elements.length > MOST_ROWS ? this.#worstFirst().slice(0, MOST_ROWS) : this.elements;
    const rows = shown.map(element => [
      element.source,
      `[${element.index.join(', ')}]`,
      element.analytic.toPrecision(9),
      element.numeric.toPrecision(9),
      element.error.toExponential(1),
      this.#agrees(element) ? '✓' : '✗',
    ]);
    const more = this.elements.length - shown.length;
    return [
      ...aligned([['source', 'position', 'analytic', 'numeric', 'error', ''], ...rows]),
      ...(more > 0 ? [`… and ${more} more, none of them worse`] : []),
      this.#verdict(),
    ].join('\n');
  }

  #verdict(): string {
    const { elements, worst, tolerance, suspects } = this;
    if (worst === undefined) return '✓ There are no elements to check.';
    const place = `${worst.source}[${worst.index.join(', ')}]`;
    const most = `the largest error is ${worst.error.toExponential(1)}, at ${place}`;
    if (this.passed) return `✓ All ${elements.length} elements agree to ${tolerance}; ${most}.`;
    const wrong = elements.filter(element => !this.#agrees(element)).length;
    const advice = suspects.length > 0 ? ` Look at the gradient of ${suspects.join(' and of ')}.` : '';
    return `✗ ${wrong} of ${elements.length} elements differ by more than ${tolerance}; ${most}.${advice}`;
  }

  #agrees({ error }: CheckedElement): boolean {
    return error <= this.tolerance;
  }

  #worstFirst(): CheckedElement[] {
    const rank = ({ error }: CheckedElement): number => (Number.isNaN(error) ? Infinity : error);
    return [...this.elements].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
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
