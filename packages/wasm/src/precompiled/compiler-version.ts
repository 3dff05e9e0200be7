/** The version of the compiler, that of the package. Modules of another one are refused. */
export const COMPILER_VERSION = '0.2.0';
