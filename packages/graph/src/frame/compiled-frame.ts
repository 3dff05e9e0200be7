import type { TypedArray } from '@thalweg/tensor';
import type { Slot } from '../wire/slot.ts';
import { Frame } from './frame.ts';
import type { Program, Span } from './runner.ts';

/** A frame whose slots a program computes, where it can. */
export class CompiledFrame extends Frame {
  readonly program: Program | undefined;

  constructor(options: ConstructorParameters<typeof Frame>[0], program: Program | undefined) {
    super(options);
    this.program = program;
  }

  protected override compute(order: readonly Slot[]): void {
    if (!this.program?.pass(order, this.clock)) super.compute(order);
  }

  /** Steps for rows of what is fed, as many as the program can take in one go. `alike` if but for the elements the same was fed before. */
  steps(rows: Span, into: TypedArray[], alike: boolean): number {
    const { program } = this;
    if (program === undefined) return 0;
    return (alike && program.repeat(rows, into)) || (this.enter() ? program.steps(rows, into) : 0);
  }

  override close(): void {
    this.program?.close();
    super.close();
  }
}
