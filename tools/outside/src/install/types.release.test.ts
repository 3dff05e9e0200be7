// Other compilers, and the other way to resolve modules.
import './types.full.test.ts';
