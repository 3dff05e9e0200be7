// All moments, where the full run has some.
import './kill.full.test.ts';
