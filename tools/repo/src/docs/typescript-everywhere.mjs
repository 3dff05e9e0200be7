// Preloaded by programs of documents, and so by their workers too: `--import tsx` leaves workers out.
import { register } from 'tsx/esm/api';

register();
