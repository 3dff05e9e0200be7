// All moments, where the full run has one.
import './fraud-service.full.test.ts';
