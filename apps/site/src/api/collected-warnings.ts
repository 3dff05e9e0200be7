import { Logger, LogLevel } from 'typedoc';

/** Collects what typedoc warns of, and prints nothing. */
export class CollectedWarnings extends Logger {
  readonly warnings: string[] = [];

  override log(message: string, level: LogLevel): void {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.warnings.push(message);
  }
}
