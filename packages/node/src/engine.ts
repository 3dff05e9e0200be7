// What our own programs share with checkpoints and logs in files.
export { createFolder } from './files/create-folder.ts';
export { FolderLock } from './files/folder-lock.ts';
