// All moments, where the full run has some.
import './file-log-kill.full.test.ts';
