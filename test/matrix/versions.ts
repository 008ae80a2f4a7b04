export const NEST_MAJORS = [10, 11, 12] as const;
export type NestMajor = (typeof NEST_MAJORS)[number];

export const NODE_MAJORS = [20, 22, 24, 26] as const;
/** The oldest Node that `engines` of package.json lets in. */
export const LOWEST_NODE = '20.19.0';
export const TYPESCRIPTS = ['5.4', '5.9', '6.0', '7.0'] as const;
export type TypeScript = (typeof TYPESCRIPTS)[number];
export const FORMATS = ['esm', 'cjs'] as const;
export type Format = (typeof FORMATS)[number];
export const ADAPTERS = ['express', 'fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number];

/** The compiler that each major's consumers build with. */
export const COMPILERS: Readonly<Record<NestMajor, TypeScript>> = { 10: '5.4', 11: '5.9', 12: '6.0' };

export type Dependencies = Readonly<Record<string, string>>;

const NEST_PACKAGES = ['common', 'core', 'platform-express', 'platform-fastify', 'testing'];

/** Nest and its peers as npm installs them today. */
export function newestNest(major: NestMajor): Dependencies {
  return {
    ...nestPackages(`^${major}.0.0`),
    'reflect-metadata': '^0.2.0',
    rxjs: '^7.8.0',
  };
}

/** Nest's own peers keep what is below from being installed whole. */
const LOWEST_NEST: Readonly<Record<NestMajor, string>> = { 10: '10.0.0', 11: '11.0.3', 12: '12.0.1' };

/** The lowest versions that this package's `peerDependencies` let in. */
export function lowestPeers(major: NestMajor): Dependencies {
  return {
    ...nestPackages(LOWEST_NEST[major]),
    'reflect-metadata': '0.1.13',
    rxjs: '7.2.0',
    '@opentelemetry/api': '1.7.0',
  };
}

function nestPackages(range: string): Dependencies {
  return Object.fromEntries(NEST_PACKAGES.map((name) => [`@nestjs/${name}`, range]));
}

export function typePackages(major: NestMajor): Dependencies {
  return { '@types/node': '^20.0.0', '@types/express': major === 10 ? '^4.0.0' : '^5.0.0' };
}

/** Compilers side by side, each under its own name. */
export function compilerPackages(versions: readonly TypeScript[]): Dependencies {
  return Object.fromEntries(
    versions.map((version) => [`typescript-${version}`, `npm:typescript@~${version}.0`]),
  );
}

/** What the optional entries work with. The types of a newer `pg-protocol` need TypeScript 5.7. */
export const OPTIONAL_PEERS: Dependencies = {
  '@opentelemetry/api': '^1.9.0',
  ioredis: '^5.0.0',
  redis: '^5.0.0',
  pg: '^8.0.0',
  '@types/pg': '^8.0.0',
  'pg-protocol': '~1.7.0',
};

/** Jest for ESM, bundlers and serverless adapters. */
export function toolPackages(major: NestMajor): Dependencies {
  if (major === 10) return { esbuild: '^0.28.0', webpack: '^5.0.0' };
  return {
    jest: '^30.0.0',
    '@jest/globals': '^30.0.0',
    'ts-jest': '^29.4.0',
    typescript: `~${COMPILERS[major]}.0`,
    '@codegenie/serverless-express': '^5.0.0',
    '@fastify/aws-lambda': '^6.0.0',
    esbuild: '^0.28.0',
    ...(major === 11 ? { webpack: '^5.0.0' } : { '@rspack/core': '^2.0.0' }),
  };
}
