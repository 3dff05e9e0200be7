import { transform } from 'sucrase';
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
 * @throws SyntaxError with the line in its message, if the code cannot be read
 */
export function compile(blocks: readonly string[]): Compiled {
  const before = blocks.slice(0, -1).map(block => `${block}\n`);
  const linesBefore = before.join('').split('\n').length - 1;
  const { code, names } = instrument(blocks.at(-1)!);
  const program = `${before.join('')}report.start();${code}\nreport.variables({ ${names.join(', ')} });`;
  const options = { transforms: ['typescript', 'imports'] as const, preserveDynamicImport: true, production: true };
  return { code: transform(program, { ...options, transforms: [...options.transforms] }).code, linesBefore };
}
