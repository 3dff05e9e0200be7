import { arrayOf } from './options/array-of.ts';
import { ContractError } from './contract-error.ts';
import { setHidden } from './internal/set-hidden.ts';
import { printShape, type Shape } from './shape.ts';

/**
 * An error of shapes that an operation does not accept. Thrown when a node is built, or in a pass for sizes known only
 * then.
 */
export class ShapeError extends ContractError {
  /** The actual shapes. */
  declare readonly shapes: readonly Shape[];

  constructor(operation: string, shapes: readonly Shape[], requirement: string, advice: string) {
    super(operation, requirement, arrayOf('ShapeError', 'shapes', shapes).map(printShape).join(' and '), advice);
    setHidden(this, { shapes });
  }
}
