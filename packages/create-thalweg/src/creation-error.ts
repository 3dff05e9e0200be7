/** The error for a project that cannot be written: what must hold, what was given, and what to try. */
export class CreationError extends Error {
  override readonly name = 'CreationError';

  constructor(message: string) {
    super(`create-thalweg: ${message}`);
  }
}
