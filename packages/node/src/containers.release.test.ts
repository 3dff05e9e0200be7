// All moments, where the full run has some.
import './containers.full.test.ts';
