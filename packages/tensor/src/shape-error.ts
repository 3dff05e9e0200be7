import { ContractError } from './contract-error.ts';
import { printShape, type Shape } from './shape.ts';

/** Shapes that an operation cannot take. Thrown when a node is built, or in a pass for sizes known only then. */
export class ShapeError extends ContractError {
  /** The shapes that were given. */
  readonly shapes: readonly Shape[];

  constructor(operation: string, shapes: readonly Shape[], requirement: string, advice: string) {
    super(operation, requirement, shapes.map(printShape).join(' and '), advice);
    this.shapes = shapes;
  }
}
