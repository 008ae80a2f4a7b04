import { deliverTo } from './deliver-to.js';

void deliverTo(process.argv[2] ?? 'express');
