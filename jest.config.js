/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      'ts-jest',
      {
        useESM: true,
        tsconfig: { noEmit: false, module: 'ESNext', moduleResolution: 'Bundler', esModuleInterop: true },
      },
    ],
  },
  moduleNameMapper: {
    '^nestjs-signalwire-webhook$': '<rootDir>/lib/index.ts',
    '^nestjs-signalwire-webhook/diagnosis$': '<rootDir>/lib/diagnosis/index.ts',
    '^nestjs-signalwire-webhook/postgres$': '<rootDir>/lib/integrations/postgres/index.ts',
    '^nestjs-signalwire-webhook/redis$': '<rootDir>/lib/integrations/redis/index.ts',
    '^nestjs-signalwire-webhook/signature$': '<rootDir>/lib/signature/index.ts',
    '^nestjs-signalwire-webhook/testing$': '<rootDir>/lib/testing/index.ts',
    '^nestjs-signalwire-webhook/opentelemetry$': '<rootDir>/lib/integrations/opentelemetry/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // The 5 s of Jest are not enough while other programs keep the processors busy.
  testTimeout: 30_000,
  setupFilesAfterEnv: ['<rootDir>/test/support/close-what-is-left.ts'],
  // In one process the modules of all suites would stay in memory, and the last suites would crawl.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '1GB',
  resolver: '<rootDir>/test/support/resolve-from-root.cjs',
  reporters: ['default', '<rootDir>/test/closing-line.reporter.js'],
};
