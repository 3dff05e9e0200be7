import { StateError } from '@thalweg/train';

/** A file of a run that cannot be written or read. What the system said, if it did, is the `cause`. */
export class FileError extends StateError {
  /** The file or folder. */
  readonly path: string;

  constructor(path: string, requirement: string, given: string, advice: string, options?: ErrorOptions) {
    super(path, requirement, given, advice, options);
    this.path = path;
  }
}
