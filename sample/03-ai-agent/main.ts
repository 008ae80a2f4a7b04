import { ConfigService } from '@nestjs/config';

import { createApplication } from './create-application.js';

const app = await createApplication(process.env.HTTP_ADAPTER);
await app.listen(app.get(ConfigService).get<string>('PORT', '3000'));
