/** @module-tag blas */
// As many times as a release asks for.
import './exits.full.test.ts';
