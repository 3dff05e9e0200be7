// All moments, where the full run has some.
import './threads.full.test.ts';
