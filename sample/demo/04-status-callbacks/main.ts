import { runOnBothAdapters } from '../report.js';
import { REDIS_MISSING, TemporaryRedis } from '../temporary-redis.js';
import { runDemo } from './run.js';

if (TemporaryRedis.isInstalled()) {
  await runOnBothAdapters(async (adapterName) => {
    const redis = await TemporaryRedis.create();
    try {
      return await runDemo(redis.url, adapterName);
    } finally {
      await redis.remove();
    }
  });
} else {
  console.error(REDIS_MISSING);
  process.exitCode = 1;
}
