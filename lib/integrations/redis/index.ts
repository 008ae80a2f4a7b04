export type { OnceAcquireResult, OnceStore } from '../../once/once-store.js';
export {
  type IoRedisClient,
  type NodeRedisClient,
  redisOnceStore,
  type RedisOnceStoreOptions,
} from './redis-once-store.js';
