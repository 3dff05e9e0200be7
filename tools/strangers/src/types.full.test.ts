import ts58 from 'typescript';
import { typeLaws, WRONG_SIZE } from './type-laws.ts';

// The oldest compiler that takes all of our types as they are. A release tries others, and the other way to resolve modules.
typeLaws([{ version: '5.8', ts: ts58, skipLibCheck: false, resolutions: ['nodenext'], wrongShape: WRONG_SIZE }]);
