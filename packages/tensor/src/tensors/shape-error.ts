import { arrayOf, ContractError } from '../contracts/contract-error.ts';
import { cut, setHidden } from '../contracts/error-parts.ts';
import { printShape, type Shape } from './shape.ts';

/**
 * An error of shapes that an operation does not accept. Thrown when a node is built, or in a pass for sizes known only
 * then.
 */
export class ShapeError extends ContractError {
  /** The actual shapes. */
  declare readonly shapes: readonly Shape[];

  constructor(operation: string, shapes: readonly Shape[], requirement: string, advice: string) {
    super(operation, requirement, printed(arrayOf('ShapeError', 'shapes', shapes)), advice);
    setHidden(this, { shapes });
  }
}

/** The most letters of a size in an error, and of all shapes in it: names may come from a file. */
const [MOST_OF_SIZE, MOST_OF_ALL] = [80, 500];

function printed(shapes: readonly Shape[]): string {
  const short = shapes.map(shape => printShape(shape.map(size => (typeof size === 'string' ? cut(size, MOST_OF_SIZE) : size)))); // prettier-ignore
  return cut(short.join(' and '), MOST_OF_ALL);
}
