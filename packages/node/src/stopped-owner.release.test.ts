// All stops and starts, where the full run has one of each.
import './stopped-owner.full.test.ts';
