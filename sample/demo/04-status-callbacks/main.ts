import { runOnBothAdapters } from '../report.js';
import { REDIS_MISSING, ThrowAwayRedis } from '../throw-away-redis.js';
import { runDemo } from './run.js';

if (ThrowAwayRedis.isInstalled()) {
  await runOnBothAdapters(async (adapterName) => {
    const redis = await ThrowAwayRedis.create();
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
