export { FileError } from './files/file-errors.ts';
