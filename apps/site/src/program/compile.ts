import { transform, type Transform } from 'sucrase';
import { instrument } from './instrument.ts';

/** A program as the sandbox runs it: the body of an asynchronous function of `require` and `report`. */
export interface Compiled {
  readonly code: string;
  /** The number of lines before the block that the reader runs. */
  readonly linesBefore: number;
}

/**
 * The program that a block ends: the blocks before it run silently, and then the block reports. Types are removed, not
 * checked. Lines stay where they are.
 *
 * @throws SyntaxError with the line and the column in the block, if the code cannot be read
 */
export function compile(blocks: readonly string[]): Compiled {
  const before = [...blocks.slice(0, -1), 'report.start();'].map(block => `${block}\n`).join('');
  const linesBefore = before.split('\n').length - 1;
  const { code, names } = instrument(blocks.at(-1)!);
  const program = `${before}${code}\nreport.variables({ ${names.join(', ')} });`;
  try {
    const transforms: Transform[] = ['typescript', 'imports'];
    const options = { transforms, preserveDynamicImport: true, production: true };
    return { code: transform(program, options).code, linesBefore };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const inBlock = message.replace(/\((\d+):/, (_, line: string) => `(${Number(line) - linesBefore}:`);
    throw new SyntaxError(inBlock, { cause: error });
  }
}
