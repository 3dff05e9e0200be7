/** The address of the log that a parent process serves to its children. */
export const PARENT = 'parent';
