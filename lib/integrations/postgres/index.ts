export type { OnceAcquireResult, OnceStore } from '../../once/once-store.js';
export {
  postgresOnceMigration,
  type PostgresOnceStore,
  postgresOnceStore,
  type PostgresOnceStoreOptions,
  type PostgresQueryable,
} from './postgres-once-store.js';
