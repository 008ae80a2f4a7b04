import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  // Node loads the modules, once for all suites of a worker: test/support/runner/ compiles them, and puts back what a suite changes.
  testEnvironment: '<rootDir>/test/support/runner/environment.js',
  testRunner: '<rootDir>/test/support/runner/run-suite.js',
  transform: {},
  // The 5 s of Jest are not enough while other programs keep the processors busy.
  testTimeout: 30_000,
  setupFilesAfterEnv: ['<rootDir>/test/support/close-what-is-left.ts'],
  // Many suites wait for time limits, processes and databases, so one more worker than processors keeps two of them busy.
  maxWorkers: availableParallelism() + 1,
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/test/closing-line.reporter.js'],
};
