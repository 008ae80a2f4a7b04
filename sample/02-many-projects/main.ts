import { createApplication } from './create-application.js';

const app = await createApplication();
app.enableShutdownHooks();
await app.listen(process.env.PORT ?? 3000);
