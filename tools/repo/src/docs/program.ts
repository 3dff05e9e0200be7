/** A file that a document shows, whose name its fence says. */
interface NamedFile {
  readonly name: string;
  readonly text: string;
}

/** A program that a document shows. */
export interface Program {
  /** The document's path, from the workspace's folder on. */
  readonly document: string;
  /** Its code, each line on the line of the document that it stands on; all other lines are empty. */
  readonly text: string;
  /** The files beside it. */
  readonly files?: readonly NamedFile[];
}

/** The program made of some lines of a document, by their numbers from 0. */
export function programOf(document: string, lines: ReadonlyMap<number, string>): Program {
  return { document, text: textOf(lines) };
}

/** The text of some lines of a document, each on its line. */
export function textOf(lines: ReadonlyMap<number, string>): string {
  const text: string[] = new Array<string>(Math.max(...lines.keys()) + 1).fill('');
  for (const [at, line] of lines) text[at] = line;
  return text.join('\n');
}
