// What our own programs share with checkpoints and logs in files.
export { createFolder } from './internal/create-folder.ts';
export { FolderLock } from './internal/folder-lock.ts';
