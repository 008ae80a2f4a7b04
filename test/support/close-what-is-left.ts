import { afterAll } from '@jest/globals';

import { closeWhatIsLeft } from './close-at-end.js';

afterAll(closeWhatIsLeft);
