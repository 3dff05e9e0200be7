/** Options of {@link wrappedText}. */
export interface WrappedTextOptions {
  /** The columns that a line may have; as many as it likes by default. */
  readonly columns?: number;
  /** The beginning of each line. */
  readonly indent?: string;
  /** The beginning of each line but the first; by default `indent`. */
  readonly hang?: string;
}

/** Returns a text in lines that fit. They end between two words; a word that is longer than a line is cut. */
export function wrappedText(text: string, options: WrappedTextOptions = {}): string {
  const { columns = Infinity, indent = '', hang = indent } = options;
  // A terminal that is as narrow as this has no room for it.
  const [first, next] = [indent, hang].map(start => (start.length < columns ? start : ''));
  return text
    .split('\n')
    .map(line => linesOf(line.split(' '), { columns, indent: first!, hang: next! }).join('\n'))
    .join('\n');
}

function linesOf(words: readonly string[], { columns, indent, hang }: Required<WrappedTextOptions>): string[] {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  const end = (next: string): void => {
    lines.push(line.trimEnd());
    line = next;
    isEmpty = true;
  };
  for (const word of words) {
    if (!isEmpty && line.length + 1 + word.length > columns) end(hang);
    let rest = isEmpty ? word : ` ${word}`;
    for (; line.length + rest.length > columns && line.length < columns; end(hang)) {
      const room = columns - line.length;
      line += rest.slice(0, room);
      rest = rest.slice(room);
    }
    line += rest;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}
