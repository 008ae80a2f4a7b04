import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MemoryOnceStore, type OnceStore } from 'nestjs-signalwire-webhook';
import { postgresOnceMigration, postgresOnceStore } from 'nestjs-signalwire-webhook/postgres';
import { redisOnceStore } from 'nestjs-signalwire-webhook/redis';
import pg from 'pg';
import { createClient } from 'redis';

export interface OpenStore {
  readonly name: string;
  readonly store: OnceStore;
  close(): Promise<unknown>;
}
