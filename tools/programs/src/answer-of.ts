/** What a parser of command lines writes when it ends the program, and the exit status. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Thrown in place of the end of the process. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/**
 * Returns the answer of a parser of command lines that ends the program: to `--help`, or to an option that it refuses. This process
 * goes on. Throws if the parser returns.
 */
export function answerOf(parse: (argv: readonly string[]) => unknown, ...argv: readonly string[]): Answer {
  const exit = process.exit.bind(process);
  const [toOut, toErr] = [process.stdout, process.stderr].map(written);
  process.exit = code => {
    throw new Exit(Number(code ?? 0));
  };
  try {
    parse(argv);
  } catch (error) {
    if (error instanceof Exit) return { code: error.code, out: toOut!.text(), err: toErr!.text() };
    throw error;
  } finally {
    process.exit = exit;
    toOut!.restore();
    toErr!.restore();
  }
  throw new Error(`The parser must end the program for ${argv.join(' ')}, but it returned`);
}

/** Keeps what is written to a stream, until it is restored. */
function written(stream: NodeJS.WriteStream): { readonly text: () => string; readonly restore: () => void } {
  const write = stream.write.bind(stream);
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  return { text: () => text, restore: () => void (stream.write = write) };
}
