import { StateError } from '@thalweg/train';

/** The error of a file that cannot be written or read. The `cause` is the error of the operating system, if there is one. */
export class FileError extends StateError {
  /** The file or folder. */
  readonly path: string;

  constructor(path: string, requirement: string, given: string, advice: string, options?: ErrorOptions) {
    super(path, requirement, given, advice, options);
    this.path = path;
  }
}
