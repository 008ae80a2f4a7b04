import { deliverTo } from '../deliver-to.js';
import { OptionalModule } from './optional.module.js';

void deliverTo('express', OptionalModule);
